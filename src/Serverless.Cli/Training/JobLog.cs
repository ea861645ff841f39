using System.Globalization;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;

namespace Serverless.Cli.Training;

/// <summary>
/// Prints the log of a job and keeps <c>runs/{id}/log.txt</c> up to date, every few seconds and at the end, after what earlier jobs of
/// the run wrote there.
/// </summary>
internal sealed class JobLog : ILoggerProvider, IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private readonly BlobClient _blob;
    private readonly CancellationToken _lost;
    private readonly TimeProvider _time;
    private readonly StringBuilder _lines;
    private readonly PeriodicUpload _upload;
    private int _uploaded;

    private JobLog(BlobClient blob, string earlier, TimeProvider time, CancellationToken lost)
    {
        (_blob, _lost, _time) = (blob, lost, time);
        _lines = new StringBuilder(earlier);
        _upload = new PeriodicUpload(UploadAsync, s_interval, time);
    }

    /// <param name="lost">Once cancelled, the log is another job's.</param>
    public static async Task<JobLog> OpenAsync(BlobClient blob, TimeProvider time, CancellationToken lost)
    {
        try
        {
            return new JobLog(blob, (await blob.DownloadContentAsync(lost)).Value.Content.ToString(), time, lost);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return new JobLog(blob, string.Empty, time, lost);
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        // What is held has to be uploaded: see DisposeAsync.
    }

    public ValueTask DisposeAsync() => _upload.DisposeAsync();

    // The log is a courtesy: losing a piece must not lose the training.
    private async Task UploadAsync()
    {
        string text;
        lock (_lines)
        {
            text = _lines.ToString();
        }

        if (text.Length == _uploaded || _lost.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await _blob.UploadAsync(BinaryData.FromString(text), overwrite: true, _lost);
            _uploaded = text.Length;
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException or OperationCanceledException)
        {
            // The next time brings it.
        }
    }

    private void Write(string level, string category, string message, Exception? exception)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{_time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ} {level} {category}: {message}{(exception is null ? string.Empty : Environment.NewLine + exception)}");
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
