using Serverless.Pipeline;
using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Ingestion;

/// <summary>Body of <c>POST /api/datasets</c>: either <paramref name="Kaggle"/> or <paramref name="Blob"/>.</summary>
/// <param name="Kaggle">A data set on Kaggle, such as <c>owner/slug</c> or <c>owner/slug/versions/3</c>.</param>
/// <param name="Blob">An archive that lies in the container <c>inbox</c>, such as <c>datasets/roads.zip</c>.</param>
/// <param name="Name">Name of the data set; that of the archive where left out.</param>
/// <param name="ClassNames">Class names by id; those of the archive where left out.</param>
/// <param name="Options">How it is taken in; that of the blob's metadata <c>options</c> where left out, else the defaults.</param>
public sealed record IngestDatasetBody(string? Kaggle, string? Blob, string? Name, IReadOnlyList<string>? ClassNames, IngestionChoices? Options)
{
    /// <exception cref="PipelineException">Fields are missing, at odds or not usable.</exception>
    internal void Validate()
    {
        if (string.IsNullOrEmpty(Kaggle) == string.IsNullOrEmpty(Blob))
        {
            throw new PipelineException(
                "Name what to ingest, one of both: {\"kaggle\": \"owner/slug\"}, or {\"blob\": \"datasets/roads.zip\"} for an archive in inbox.");
        }

        if (Name is not null)
        {
            ResourceName.Require(Name, "data set");
        }

        if (ClassNames is { Count: 0 } || ClassNames?.Any(string.IsNullOrWhiteSpace) is true)
        {
            throw new PipelineException("classNames holds an empty name, or none: name every class by id, or leave it out to take the names from the archive.");
        }

        Options?.Validate();
    }
}
