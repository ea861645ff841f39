namespace Serverless.LocalHost.Triggers;

/// <summary>One version of a blob; the ETag is without quotes.</summary>
internal readonly record struct BlobVersion(string Container, string Name, string ETag);
