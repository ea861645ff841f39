using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Sets a function off by a new version of a blob.</summary>
/// <param name="blobPath">Container and blob name, with <c>{expressions}</c> for the parts that vary.</param>
public sealed class BlobTriggerAttribute(string blobPath) : TriggerBindingAttribute
{
    /// <summary>Container and blob name, with <c>{expressions}</c> for the parts that vary.</summary>
    public string BlobPath { get; } = blobPath;

    /// <summary>Name of the setting, or of the group of settings, with the storage account; <c>AzureWebJobsStorage</c> where absent.</summary>
    public string? Connection { get; set; }

    /// <summary>How new blobs are noticed.</summary>
    public BlobTriggerSource Source { get; set; }
}
