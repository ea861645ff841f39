using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Gives a function the client that starts and queries orchestrations.</summary>
public sealed class DurableClientAttribute : InputBindingAttribute
{
}
