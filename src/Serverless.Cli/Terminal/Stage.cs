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
            return await work(new Lines(title, TimeProvider.System).Report);
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

    /// <summary>Writes a line when there is something new to say, at most every few seconds.</summary>
    private sealed class Lines(string title, TimeProvider time)
    {
        private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(3);

        private readonly Lock _lock = new();
        private long _last;
        private string _written = string.Empty;

        public void Report(double share, string detail)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{title} {share * 100,3:F0} %  {detail}");
            lock (_lock)
            {
                if (line == _written || (share < 1 && _written.Length > 0 && time.GetElapsedTime(_last) < s_interval))
                {
                    return;
                }

                _last = time.GetTimestamp();
                _written = line;
                Console.WriteLine(line);
            }
        }
    }
}
