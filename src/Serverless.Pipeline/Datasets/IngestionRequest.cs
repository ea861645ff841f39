namespace Serverless.Pipeline.Datasets;

/// <summary>An archive that is to become a data set version.</summary>
/// <param name="Name">Name of the data set.</param>
/// <param name="BlobName">Path of the archive in the container <c>inbox</c>, or in <c>work</c> where it comes from Kaggle.</param>
/// <param name="ETag">Which upload of that path is meant; empty while the archive is still to be downloaded.</param>
/// <param name="ClassNames">Class names by id; <c>null</c> to take them from the archive.</param>
/// <param name="Kaggle">Handle on Kaggle; <c>null</c> for an upload.</param>
/// <param name="Sha256">SHA-256 of the archive, lower-case hexadecimal, where known.</param>
public sealed record IngestionRequest(
    string Name, string BlobName, string ETag, IReadOnlyList<string>? ClassNames, string? Kaggle = null, string? Sha256 = null)
{
    /// <summary>What was asked for; null for <see cref="Note"/>, or the defaults.</summary>
    public IngestionChoices? Choices { get; init; }

    /// <summary>What the blob's metadata asks for, as it was written; null for the defaults.</summary>
    public string? Note { get; init; }

    /// <exception cref="PipelineException"><see cref="Note"/> cannot be read.</exception>
    public IngestionChoices ReadChoices() =>
        Choices ?? (Note is { } note ? IngestionChoices.Parse(note, $"The metadata 'options' of inbox/{BlobName}") : new IngestionChoices());

    /// <summary>What its owner calls the archive.</summary>
    public string Archive() => Kaggle ?? BlobName;
}
