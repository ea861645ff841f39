using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Serverless.LocalHost.Hosting;

/// <summary>Writes a log entry as <c>func start</c> does: time and message in a line, an exception below it.</summary>
internal sealed class HostConsoleFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "functions";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (StartupFailure.Describe(logEntry.Exception) is not null)
        {
            // The end of the process tells it.
            return;
        }

        var level = logEntry.LogLevel switch
        {
            LogLevel.Warning => "warning: ",
            LogLevel.Error => "error: ",
            LogLevel.Critical => "critical: ",
            _ => string.Empty,
        };
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ}] {level}{message}"));
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine(exception);
        }
    }
}
