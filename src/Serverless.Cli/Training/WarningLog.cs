using Microsoft.Extensions.Logging;

namespace Serverless.Cli.Training;

/// <summary>Shows warnings of a training on the terminal; the rest is on the progress bar already.</summary>
internal sealed class WarningLog : ILogger
{
    public static WarningLog Instance { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Spectre.Console.AnsiConsole.MarkupLineInterpolated($"[yellow]{formatter(state, exception)}[/]");
        }
    }
}
