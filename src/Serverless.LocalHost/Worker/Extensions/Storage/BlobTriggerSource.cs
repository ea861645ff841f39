namespace Microsoft.Azure.Functions.Worker;

/// <summary>How new blobs are noticed.</summary>
public enum BlobTriggerSource
{
    /// <summary>By listing the container.</summary>
    LogsAndContainerScan = 0,

    /// <summary>By Event Grid events.</summary>
    EventGrid = 1,
}
