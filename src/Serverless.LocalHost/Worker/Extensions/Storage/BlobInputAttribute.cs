using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Gives a parameter a blob's content or client.</summary>
/// <param name="blobPath">Container and blob name; <c>{expressions}</c> take the trigger's values.</param>
public sealed class BlobInputAttribute(string blobPath) : InputBindingAttribute
{
    /// <summary>Container and blob name; <c>{expressions}</c> take the trigger's values.</summary>
    public string BlobPath { get; } = blobPath;

    /// <summary>Name of the setting, or of the group of settings, with the storage account; <c>AzureWebJobsStorage</c> where absent.</summary>
    public string? Connection { get; set; }
}
