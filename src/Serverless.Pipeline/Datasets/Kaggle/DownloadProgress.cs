namespace Serverless.Pipeline.Datasets.Kaggle;

/// <summary>How far the download of an archive is.</summary>
/// <param name="Bytes">Bytes in blob storage.</param>
/// <param name="Total">Bytes of the archive; 0 where the server does not say.</param>
/// <param name="ETag">ETag of the blob once it is there as a whole, checked; <c>null</c> until then.</param>
/// <param name="Sha256">SHA-256 of the archive, lower-case hexadecimal; <c>null</c> until then.</param>
/// <param name="ContinueAt">When to go on, where the server has put the download off; <c>null</c> for at once.</param>
public sealed record DownloadProgress(long Bytes, long Total, string? ETag = null, string? Sha256 = null, DateTimeOffset? ContinueAt = null);
