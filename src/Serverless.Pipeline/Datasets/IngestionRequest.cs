namespace Serverless.Pipeline.Datasets;

/// <summary>An uploaded archive that is to become a data set version.</summary>
/// <param name="Name">Name of the data set.</param>
/// <param name="BlobName">Path of the archive in the container <c>inbox</c>.</param>
/// <param name="ETag">Which upload of that path is meant.</param>
/// <param name="ClassNames">Class names by id; <c>null</c> to take them from the archive.</param>
public sealed record IngestionRequest(string Name, string BlobName, string ETag, IReadOnlyList<string>? ClassNames);
