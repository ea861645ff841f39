namespace Serverless.Datasets;

/// <summary>Where a dataset version came from.</summary>
/// <param name="FileName">Name of the uploaded file or folder.</param>
/// <param name="Sha256">SHA-256 of the file, where known.</param>
/// <param name="ETag">Entity tag of the uploaded blob, where known.</param>
public sealed record DatasetSource(string FileName, string? Sha256 = null, string? ETag = null);
