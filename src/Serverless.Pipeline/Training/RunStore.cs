using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Training;

/// <summary>The training runs in blob storage: <c>runs/{id}/</c>.</summary>
public sealed class RunStore(PipelineStorage storage)
{
    /// <summary>Where the job puts what becomes the model version.</summary>
    public static string OutputFolder(string id) => $"{id}/output/";

    public Task<TrainingRun> ReadAsync(string id, CancellationToken cancellationToken) =>
        storage.Runs.ReadJsonAsync<TrainingRun>($"{id}/request.json", cancellationToken);

    /// <summary>Null where there is no such run.</summary>
    public Task<TrainingRun?> FindAsync(string id, CancellationToken cancellationToken) =>
        storage.Runs.FindJsonAsync<TrainingRun>($"{id}/request.json", cancellationToken);

    /// <summary>Ids of all runs, in ordinal order.</summary>
    public async Task<IReadOnlyList<string>> ListIdsAsync(CancellationToken cancellationToken) =>
        await storage.Runs.ListFoldersAsync(string.Empty, cancellationToken);

    public Task WriteAsync(TrainingRun run, CancellationToken cancellationToken) =>
        storage.Runs.WriteJsonAsync($"{run.Id}/request.json", run, cancellationToken);

    public Task<RunProgress?> FindProgressAsync(string id, CancellationToken cancellationToken) =>
        storage.Runs.FindJsonAsync<RunProgress>($"{id}/progress.json", cancellationToken);

    public Task WriteProgressAsync(string id, RunProgress progress, CancellationToken cancellationToken) =>
        storage.Runs.WriteJsonAsync($"{id}/progress.json", progress, cancellationToken);

    public Task<RunResult?> FindResultAsync(string id, CancellationToken cancellationToken) =>
        storage.Runs.FindJsonAsync<RunResult>($"{id}/result.json", cancellationToken);

    /// <summary>Writes the result unless there is one. Returns whether it was written.</summary>
    public Task<bool> TryWriteResultAsync(string id, RunResult result, CancellationToken cancellationToken) =>
        storage.Runs.TryCreateJsonAsync($"{id}/result.json", result, cancellationToken);

    /// <summary>The newest execution, and which writing of its record that is; null before the first.</summary>
    public async Task<(JobExecution? Execution, ETag? Version)> FindExecutionAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var content = await storage.Runs.GetBlobClient(ExecutionPath(id)).DownloadContentAsync(cancellationToken);
            return (JsonSerializer.Deserialize<JobExecution>(content.Value.Content.ToMemory().Span, PipelineJson.Options), content.Value.Details.ETag);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return (null, null);
        }
    }

    /// <summary>Records an execution unless another was recorded since. Returns whether it is the one on record now.</summary>
    /// <param name="version">Of the record that it follows; null for the first.</param>
    public async Task<bool> TryRecordExecutionAsync(string id, JobExecution execution, ETag? version, CancellationToken cancellationToken)
    {
        if (version is null)
        {
            return await storage.Runs.TryCreateJsonAsync(ExecutionPath(id), execution, cancellationToken);
        }

        return await storage.Runs.TryReplaceJsonAsync(ExecutionPath(id), execution, version.Value, cancellationToken);
    }

    /// <summary>Null where the job is none of an export.</summary>
    public Task<ModelExport?> FindExportAsync(string id, CancellationToken cancellationToken) =>
        storage.Runs.FindJsonAsync<ModelExport>($"{id}/export.json", cancellationToken);

    public Task WriteExportAsync(ModelExport export, CancellationToken cancellationToken) =>
        storage.Runs.WriteJsonAsync($"{export.Id}/export.json", export, cancellationToken);

    public Task<ExportResult?> FindExportResultAsync(string id, CancellationToken cancellationToken) =>
        storage.Runs.FindJsonAsync<ExportResult>($"{id}/exported.json", cancellationToken);

    /// <summary>Writes the result of an export unless there is one. Returns whether it was written.</summary>
    public Task<bool> TryWriteExportResultAsync(string id, ExportResult result, CancellationToken cancellationToken) =>
        storage.Runs.TryCreateJsonAsync($"{id}/exported.json", result, cancellationToken);

    /// <summary>The log of the job: <c>runs/{id}/log.txt</c>.</summary>
    public BlobClient LogOf(string id) => storage.Runs.GetBlobClient($"{id}/log.txt");

    private static string ExecutionPath(string id) => $"{id}/execution.json";
}
