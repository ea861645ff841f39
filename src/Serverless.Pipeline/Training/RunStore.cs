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

    public Task WriteAsync(TrainingRun run, CancellationToken cancellationToken) =>
        storage.Runs.WriteJsonAsync($"{run.Id}/request.json", run, cancellationToken);

    public Task<RunProgress?> FindProgressAsync(string id, CancellationToken cancellationToken) =>
        storage.Runs.FindJsonAsync<RunProgress>($"{id}/progress.json", cancellationToken);

    public Task WriteProgressAsync(string id, RunProgress progress, CancellationToken cancellationToken) =>
        storage.Runs.WriteJsonAsync($"{id}/progress.json", progress, cancellationToken);

    public Task<RunResult?> FindResultAsync(string id, CancellationToken cancellationToken) =>
        storage.Runs.FindJsonAsync<RunResult>($"{id}/result.json", cancellationToken);

    public Task WriteResultAsync(string id, RunResult result, CancellationToken cancellationToken) =>
        storage.Runs.WriteJsonAsync($"{id}/result.json", result, cancellationToken);

    public Task<JobExecution?> FindExecutionAsync(string id, CancellationToken cancellationToken) =>
        storage.Runs.FindJsonAsync<JobExecution>($"{id}/execution.json", cancellationToken);

    public Task WriteExecutionAsync(string id, JobExecution execution, CancellationToken cancellationToken) =>
        storage.Runs.WriteJsonAsync($"{id}/execution.json", execution, cancellationToken);

    /// <summary>The log of the job: <c>runs/{id}/log.txt</c>.</summary>
    public BlobClient LogOf(string id) => storage.Runs.GetBlobClient($"{id}/log.txt");
}
