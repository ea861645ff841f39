using Azure;
using Microsoft.Extensions.Logging;
using Serverless.Pipeline.Training;
using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary>
/// Uploads the checkpoint of every epoch beside the training, which does not wait: the trainer replaces files instead of changing them,
/// so those that were opened when the epoch ended can be read at leisure. What comes while one is under way replaces what waits.
/// </summary>
internal sealed partial class CheckpointUpload(CheckpointStore checkpoints, string runId, string folder, ILogger logger) : IProgress<TrainingProgress>, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private Snapshot? _waiting;
    private Task _uploading = Task.CompletedTask;
    private int _epochs;

    public void Report(TrainingProgress value)
    {
        if (value.History.Count > _epochs)
        {
            _epochs = value.History.Count;
            Enqueue();
        }
    }

    /// <summary>Uploads the checkpoint as it is now, if there is one, after what is under way.</summary>
    public async Task CompleteAsync()
    {
        if (TrainingCheckpoint.Exists(folder))
        {
            Enqueue();
        }

        await DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await _uploading;

    private void Enqueue()
    {
        var snapshot = Snapshot.Open(folder, _epochs);
        lock (_gate)
        {
            _waiting?.Dispose();
            _waiting = snapshot;
            if (_uploading.IsCompleted)
            {
                _uploading = Task.Run(UploadAsync);
            }
        }
    }

    private async Task UploadAsync()
    {
        while (Next() is { } snapshot)
        {
            using (snapshot)
            {
                try
                {
                    await checkpoints.UploadAsync(runId, snapshot.Epochs, snapshot.Files, CancellationToken.None);
                }
                catch (Exception exception) when (exception is RequestFailedException or AggregateException or IOException)
                {
                    // The training is worth more than its copy; the next epoch brings another.
                    LogUploadFailed(logger, exception, runId);
                }
            }
        }
    }

    private Snapshot? Next()
    {
        lock (_gate)
        {
            var next = _waiting;
            _waiting = null;
            if (next is null)
            {
                _uploading = Task.CompletedTask;
            }

            return next;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A checkpoint of run {RunId} could not be uploaded")]
    private static partial void LogUploadFailed(ILogger logger, Exception exception, string runId);

    private sealed record Snapshot(int Epochs, Dictionary<string, Stream> Files) : IDisposable
    {
        public static Snapshot Open(string folder, int epochs) => new(
            epochs,
            TrainingCheckpoint.FilesIn(folder).ToDictionary(
                path => Path.GetFileName(path),
                Stream (path) => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete),
                StringComparer.Ordinal));

        public void Dispose()
        {
            foreach (var file in Files.Values)
            {
                file.Dispose();
            }
        }
    }
}
