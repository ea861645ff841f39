using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Sends what a function returns, or a property of it, as a message; a collection as a message for each item.</summary>
/// <param name="queueName">Name of the queue; <c>{expressions}</c> take the trigger's values.</param>
public sealed class QueueOutputAttribute(string queueName) : OutputBindingAttribute
{
    /// <summary>Name of the queue; <c>{expressions}</c> take the trigger's values.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>Name of the setting, or of the group of settings, with the storage account; <c>AzureWebJobsStorage</c> where absent.</summary>
    public string? Connection { get; set; }
}
