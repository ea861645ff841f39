namespace Serverless.LocalHost.Triggers;

/// <summary>Says which blob a function failed on too often.</summary>
internal sealed record PoisonBlobMessage(string FunctionId, string BlobType, string ContainerName, string BlobName, string ETag);
