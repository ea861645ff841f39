namespace Serverless.Pipeline.Analysis;

/// <summary>One upload of a video.</summary>
/// <param name="BlobName">Path of the video in the container <c>inbox</c>.</param>
/// <param name="ETag">Which upload of that path is meant.</param>
/// <param name="ContentHash">MD5 of the content in Base64, where the storage account knows it: an upload of the same content is as good.</param>
public sealed record VideoUpload(string BlobName, string ETag, string? ContentHash);
