using Serverless.Cli.Terminal;
using Serverless.Training;
using Spectre.Console;

namespace Serverless.Cli.Training;

/// <summary>Shows a training: in a terminal a bar for the epoch that runs, above it a line for each that is done; elsewhere lines.</summary>
internal static class TrainingDisplay
{
    public static async Task<TrainingResult> RunAsync(Func<IProgress<TrainingProgress>, Task<TrainingResult>> train)
    {
        var lines = new EpochLines(TimeProvider.System);
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            return await train(new InlineProgress<TrainingProgress>(progress => lines.Report(progress, Console.WriteLine)));
        }

        return await AnsiConsole.Progress()
            .AutoClear(enabled: true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(context =>
            {
                var bar = context.AddTask("Training", maxValue: 1);
                return train(new InlineProgress<TrainingProgress>(progress =>
                {
                    foreach (var line in lines.Finished(progress))
                    {
                        AnsiConsole.WriteLine(line);
                    }

                    bar.Value = progress.Steps == 0 ? 0 : (double)progress.Step / progress.Steps;
                    bar.Description = Markup.Escape(lines.Describe(progress));
                }));
            });
    }
}
