using System.Text.Json;
using Azure.Storage.Blobs;
using Serverless.Pipeline;
using Serverless.Pipeline.Datasets;
using Serverless.Pipeline.Datasets.Kaggle;

namespace Serverless.Functions.Ingestion;

/// <summary>What starts an ingestion, and the instance id that follows from it: the same archive in the same way is ingested once.</summary>
/// <param name="Id">Id of the orchestration.</param>
/// <param name="Request">Its input.</param>
internal sealed record IngestionStart(string Id, IngestionRequest Request)
{
    private const string Prefix = "ingest";

    /// <summary>The ingestion of an upload.</summary>
    /// <param name="blob">In the container <c>inbox</c>.</param>
    /// <param name="name">Name of the data set; <c>null</c> takes the file's.</param>
    /// <param name="classNames">Class names by id; <c>null</c> takes those of the blob's metadata <c>classes</c>, if any.</param>
    /// <param name="choices">How it is taken in; <c>null</c> leaves that to the blob's metadata <c>options</c>, if any.</param>
    /// <param name="cancellationToken">Stops the request for the blob's properties.</param>
    public static async Task<IngestionStart> OfBlobAsync(
        BlobClient blob, string? name, IReadOnlyList<string>? classNames, IngestionChoices? choices, CancellationToken cancellationToken)
    {
        const string Folder = "datasets/";
        var properties = (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
        var noted = properties.Metadata.TryGetValue("classes", out var names)
            ? names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : null;
        var file = blob.Name.StartsWith(Folder, StringComparison.Ordinal) ? blob.Name[Folder.Length..] : blob.Name[(blob.Name.LastIndexOf('/') + 1)..];
        var request = new IngestionRequest(name ?? ArchiveName.DatasetOf(file), blob.Name, properties.ETag.ToString(), classNames ?? noted)
        {
            Choices = choices,
            Note = properties.Metadata.TryGetValue("options", out var note) ? note : null,
        };
        return new IngestionStart(ResourceName.InstanceId(Prefix, request.Name, [blob.Name, request.ETag, .. classNames ?? [], .. Parts(choices)]), request);
    }

    /// <summary>The ingestion of a data set on Kaggle. Where no version is named, what is the newest may be another one every day.</summary>
    public static IngestionStart OfKaggle(KaggleHandle handle, string? name, IReadOnlyList<string>? classNames, IngestionChoices? choices, DateTimeOffset now)
    {
        var request = new IngestionRequest(name ?? handle.Slug, string.Empty, string.Empty, classNames, handle.ToString()) { Choices = choices };
        var day = handle.Version is null ? now.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : string.Empty;
        return new IngestionStart(ResourceName.InstanceId(Prefix, request.Name, ["kaggle", handle.ToString(), day, .. classNames ?? [], .. Parts(choices)]), request);
    }

    private static string[] Parts(IngestionChoices? choices) => choices is null ? [] : [JsonSerializer.Serialize(choices, PipelineJson.Options)];
}
