using System.Globalization;
using System.Text;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;

namespace Serverless.Cli.Training;

/// <summary>Collects the log of a job, prints it, and uploads it as <c>runs/{id}/log.txt</c>.</summary>
internal sealed class JobLog(BlobClient blob, TimeProvider time) : ILoggerProvider
{
    private readonly StringBuilder _lines = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public Task UploadAsync()
    {
        lock (_lines)
        {
            return blob.UploadAsync(BinaryData.FromString(_lines.ToString()), overwrite: true);
        }
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    private void Write(string level, string category, string message, Exception? exception)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ} {level} {category}: {message}{(exception is null ? string.Empty : Environment.NewLine + exception)}");
        lock (_lines)
        {
            _lines.AppendLine(line);
            Console.WriteLine(line);
        }
    }

    private sealed class Logger(JobLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Write(logLevel.ToString(), category, formatter(state, exception), exception);
            }
        }
    }
}
