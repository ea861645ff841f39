namespace Serverless.Pipeline.Datasets.Kaggle;

/// <summary>What a server says of an archive: enough to tell whether two answers are about the same bytes, and to check them.</summary>
/// <param name="Length">Bytes; <c>null</c> where the server does not say.</param>
/// <param name="EntityTag">Its ETag, where given.</param>
/// <param name="Crc32C">CRC-32C as base64 of its big-endian bytes, where given.</param>
/// <param name="Md5">MD5 as base64, where given.</param>
/// <param name="Sha256">SHA-256 of what was stored, lower-case hexadecimal; <c>null</c> until it has been checked.</param>
internal sealed record RemoteArchive(long? Length, string? EntityTag, string? Crc32C, string? Md5, string? Sha256 = null);
