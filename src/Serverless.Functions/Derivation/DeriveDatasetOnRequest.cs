using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Datasets;
using Serverless.Datasets.Versions;
using Serverless.Functions.Http;
using Serverless.Functions.Orchestration;
using Serverless.Pipeline;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Derivation;

/// <summary>
/// <c>POST /api/datasets/{name}/merge</c> and <c>POST /api/datasets/{name}/subset</c> make a version of <c>name</c> out of
/// published ones. The same request again finds the same version.
/// </summary>
public sealed class DeriveDatasetOnRequest(DatasetCatalog catalog)
{
    private static readonly Dictionary<string, DatasetSplit> s_splits = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = DatasetSplit.Train,
        ["validation"] = DatasetSplit.Validation,
        ["test"] = DatasetSplit.Test,
    };

    [Function("MergeDatasets")]
    public Task<IActionResult> MergeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "datasets/{name}/merge")] HttpRequest request,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        StartAsync<MergeDatasetsBody>(request, "merge", name, client, MergeAsync, cancellationToken);

    [Function("SubsetDataset")]
    public Task<IActionResult> SubsetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "datasets/{name}/subset")] HttpRequest request,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        StartAsync<SubsetDatasetBody>(request, "subset", name, client, SubsetAsync, cancellationToken);

    private static async Task<IActionResult> StartAsync<TBody>(
        HttpRequest request,
        string kind,
        string name,
        DurableTaskClient client,
        Func<string, TBody, CancellationToken, Task<DerivationRequest>> resolve,
        CancellationToken cancellationToken)
    {
        try
        {
            ResourceName.Require(name, "data set");
            var body = await RequestBody.ReadAsync<TBody>(request, cancellationToken);
            var derivation = await resolve(name, body, cancellationToken);
            var id = ResourceName.InstanceId(kind, name, JsonSerializer.Serialize(derivation, PipelineJson.Options));
            await client.StartOnceAsync(nameof(DeriveDataset), derivation, id, cancellationToken);
            return Accepted.Instance(client, id, request);
        }
        catch (PipelineException exception)
        {
            return Problem.BadRequest(exception.Message);
        }
    }

    private async Task<DerivationRequest> MergeAsync(string name, MergeDatasetsBody body, CancellationToken cancellationToken)
    {
        if (body.Versions is not { Count: > 0 })
        {
            throw new PipelineException("versions is missing: name what to merge, such as {\"versions\": [\"roads/v2\", \"potholes\"]}.");
        }

        var versions = new List<DatasetReference>();
        foreach (var version in body.Versions)
        {
            versions.Add(await catalog.ResolveAsync(DatasetReference.Parse(version), cancellationToken));
        }

        return new DerivationRequest(name, versions, body.Classes ?? new Dictionary<string, string?>());
    }

    private async Task<DerivationRequest> SubsetAsync(string name, SubsetDatasetBody body, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(body.Version))
        {
            throw new PipelineException("version is missing: name what to take from, such as {\"version\": \"roads/v2\", \"split\": \"test\"}.");
        }

        if (body is { Split: null, Classes: null, Images: null })
        {
            throw new PipelineException("Nothing is chosen: give at least one of split, classes and images.");
        }

        DatasetSplit? split = body.Split is null ? null
            : s_splits.TryGetValue(body.Split, out var known) ? known
            : throw new PipelineException($"'{body.Split}' is no split: use {string.Join(", ", s_splits.Keys)}.");
        var version = await catalog.ResolveAsync(DatasetReference.Parse(body.Version), cancellationToken);
        return new DerivationRequest(name, [version], Classes: null, new SubsetChoice(split, body.Classes, body.Images));
    }
}
