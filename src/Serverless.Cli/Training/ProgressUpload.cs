using Azure;
using Microsoft.Extensions.Logging;
using Serverless.Pipeline.Training;
using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary>Uploads the newest progress every few seconds, beside the training; what comes faster is skipped.</summary>
internal sealed partial class ProgressUpload : IProgress<TrainingProgress>, IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private readonly RunStore _runs;
    private readonly string _runId;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PeriodicUpload _upload;
    private TrainingProgress? _newest;

    public ProgressUpload(RunStore runs, string runId, TimeProvider time, ILogger logger)
    {
        (_runs, _runId, _time, _logger) = (runs, runId, time, logger);
        _upload = new PeriodicUpload(UploadAsync, s_interval, time);
    }

    public void Report(TrainingProgress value) => Volatile.Write(ref _newest, value);

    /// <summary>Uploads what came last and ends.</summary>
    public ValueTask DisposeAsync() => _upload.DisposeAsync();

    private async Task UploadAsync()
    {
        if (Interlocked.Exchange(ref _newest, null) is not { } progress)
        {
            return;
        }

        try
        {
            await _runs.WriteProgressAsync(_runId, ToRunProgress(progress), CancellationToken.None);
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException)
        {
            // Progress is a courtesy: losing a report must not lose the training.
            LogUploadFailed(_logger, exception, _runId);
        }
    }

    private RunProgress ToRunProgress(TrainingProgress progress) => new(
        JsonName(progress.Stage),
        progress.Epoch,
        progress.Epochs,
        progress.Step,
        progress.Steps,
        progress.BoxLoss,
        progress.ClassLoss,
        progress.DflLoss,
        progress.Map50,
        progress.Map50To95,
        progress.ImagesPerSecond,
        _time.GetUtcNow())
    {
        SecondsLeft = progress.History.Count > 0 ? progress.History.Average(epoch => epoch.Seconds) * (progress.Epochs - progress.History.Count) : null,
    };

    private static string JsonName(TrainingStage stage) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(stage.ToString());

    [LoggerMessage(Level = LogLevel.Warning, Message = "The progress of run {RunId} could not be uploaded")]
    private static partial void LogUploadFailed(ILogger logger, Exception exception, string runId);
}
