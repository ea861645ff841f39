using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Writes what a function returns, or a property of it, to a blob.</summary>
/// <param name="blobPath">Container and blob name; <c>{expressions}</c> take the trigger's values.</param>
public sealed class BlobOutputAttribute(string blobPath) : OutputBindingAttribute
{
    /// <summary>Container and blob name; <c>{expressions}</c> take the trigger's values.</summary>
    public string BlobPath { get; } = blobPath;

    /// <summary>Name of the setting, or of the group of settings, with the storage account; <c>AzureWebJobsStorage</c> where absent.</summary>
    public string? Connection { get; set; }
}
