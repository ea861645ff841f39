using System.Text.Json;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets;

/// <summary>Everything about a dataset version but its pixels; <c>manifest.json</c> beside the shards.</summary>
public sealed record DatasetManifest
{
    /// <summary>Name of the manifest's file in the folder of a published version.</summary>
    public const string FileName = "manifest.json";

    public required string Name { get; init; }

    /// <summary>From 1.</summary>
    public required int Version { get; init; }

    /// <summary>Class names; the index is the class id.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>In a fixed order.</summary>
    public required IReadOnlyList<DatasetImage> Images { get; init; }

    /// <summary>
    /// Paths of the tar files, relative to the manifest. Images that another version holds stay there:
    /// <c>../v1/shards/00000.tar</c>, <c>../../roads/v2/shards/00000.tar</c>.
    /// </summary>
    public required IReadOnlyList<string> Shards { get; init; }

    public required DatasetSource Source { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How many findings the report counts.</summary>
    public int Findings { get; init; }

    /// <summary>What the version was made with.</summary>
    public required IngestionOptions Options { get; init; }

    /// <summary>Whether the version has no labels at all, kept to be labelled: nothing can be trained on it.</summary>
    public bool IsUnlabeled { get; init; }

    /// <summary>Path of a shard relative to the manifest, such as <c>shards/00000.tar</c>.</summary>
    public static string ShardPath(int number) => $"shards/{number:D5}.tar";

    /// <summary>Reads a manifest as JSON in UTF-8.</summary>
    /// <exception cref="DatasetException">The text is no manifest.</exception>
    public static DatasetManifest Read(Stream json)
    {
        try
        {
            return JsonSerializer.Deserialize<DatasetManifest>(json, DatasetJson.Options)
                ?? throw new DatasetException($"{FileName} is empty; publish the dataset version again.");
        }
        catch (JsonException exception)
        {
            throw new DatasetException($"{FileName} is not a dataset manifest: {exception.Message} Publish the dataset version again.", exception);
        }
    }

    /// <summary>Writes the manifest as JSON in UTF-8, the same bytes for the same manifest.</summary>
    public void Write(Stream json) => JsonSerializer.Serialize(json, this, DatasetJson.Options);
}
