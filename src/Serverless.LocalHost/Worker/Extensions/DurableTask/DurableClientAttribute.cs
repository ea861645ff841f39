using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Gives a function the client that starts and queries orchestrations, and signals entities.</summary>
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>The hub; that of host.json where absent. May be a <c>%setting%</c>.</summary>
    public string? TaskHub { get; set; }

    /// <summary>The setting with the connection to the hub's storage; that of host.json where absent.</summary>
    public string? ConnectionName { get; set; }
}
