using System.Globalization;
using Spectre.Console;

namespace Serverless.Cli.Terminal;

/// <summary>One long work with its progress: a bar in a terminal, lines where the output goes elsewhere.</summary>
internal static class Stage
{
    /// <summary>Does the work, showing what it reports.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="work">Is given a function that takes the share done, 0 to 1, and a word on what is being done.</param>
    public static async Task<T> RunAsync<T>(string title, Func<Action<double, string>, Task<T>> work)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            var lines = new ProgressLines(TimeProvider.System);
            return await work((share, detail) => lines.Report(string.Create(CultureInfo.InvariantCulture, $"{title} {share * 100,3:F0} %  {detail}"), isLast: share >= 1));
        }

        return await AnsiConsole.Progress()
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: 1);
                var result = await work((share, detail) =>
                {
                    task.Value = share;
                    task.Description = Markup.Escape($"{title}  {detail}");
                });
                task.Value = 1;
                return result;
            });
    }

    public static Task RunAsync(string title, Func<Action<double, string>, Task> work) => RunAsync(title, async report =>
    {
        await work(report);
        return true;
    });
}
