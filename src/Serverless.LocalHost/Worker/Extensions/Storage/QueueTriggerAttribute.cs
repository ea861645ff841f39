using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Sets a function off by a message in a queue.</summary>
/// <param name="queueName">Name of the queue.</param>
public sealed class QueueTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    /// <summary>Name of the queue.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>Name of the setting, or of the group of settings, with the storage account; <c>AzureWebJobsStorage</c> where absent.</summary>
    public string? Connection { get; set; }
}
