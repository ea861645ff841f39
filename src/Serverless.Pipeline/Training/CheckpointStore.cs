using System.Globalization;
using Azure.Storage.Blobs.Models;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Training;

/// <summary>The checkpoints of training runs in blob storage. A reader sees a whole one, the newest, or none.</summary>
public sealed class CheckpointStore(PipelineStorage storage)
{
    /// <summary>The newest; null before the first.</summary>
    public Task<RunCheckpoint?> FindAsync(string runId, CancellationToken cancellationToken) =>
        storage.Runs.FindJsonAsync<RunCheckpoint>($"{runId}/checkpoint.json", cancellationToken);

    /// <summary>Uploads a checkpoint and removes those before it.</summary>
    /// <param name="epochs">Passes that are done.</param>
    /// <param name="files">By name; read from where they stand.</param>
    public async Task UploadAsync(string runId, int epochs, IReadOnlyDictionary<string, Stream> files, CancellationToken cancellationToken)
    {
        var previous = await FindAsync(runId, cancellationToken);
        var checkpoint = new RunCheckpoint((previous?.Number ?? 0) + 1, epochs, [.. files.Keys.Order(StringComparer.Ordinal)]);
        foreach (var (name, content) in files)
        {
            await storage.Runs.GetBlobClient(Folder(runId, checkpoint.Number) + name)
                .UploadAsync(content, new BlobUploadOptions(), cancellationToken);
        }

        await storage.Runs.WriteJsonAsync($"{runId}/checkpoint.json", checkpoint, cancellationToken);
        for (var number = checkpoint.Number - 1; number > 0 && number >= checkpoint.Number - 2; number--)
        {
            await storage.Runs.DeleteFolderAsync(Folder(runId, number), cancellationToken);
        }
    }

    /// <summary>Downloads the newest checkpoint. Returns whether there was one.</summary>
    public async Task<bool> TryDownloadAsync(string runId, string folder, CancellationToken cancellationToken)
    {
        if (await FindAsync(runId, cancellationToken) is not { } checkpoint)
        {
            return false;
        }

        Directory.CreateDirectory(folder);
        foreach (var name in checkpoint.Files)
        {
            await storage.Runs.GetBlobClient(Folder(runId, checkpoint.Number) + name)
                .DownloadToAsync(Path.Combine(folder, name), cancellationToken);
        }

        return true;
    }

    private static string Folder(string runId, int number) => string.Create(CultureInfo.InvariantCulture, $"{runId}/checkpoints/{number:D6}/");
}
