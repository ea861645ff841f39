namespace Serverless.LocalHost.Triggers;

/// <summary>Names a version of a blob for a function, in the queue of pending events and in the poison queue.</summary>
internal sealed record BlobTriggerMessage(string FunctionId, string BlobType, string ContainerName, string BlobName, string ETag)
{
    public string Type { get; init; } = "BlobTrigger";
}
