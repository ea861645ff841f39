using Microsoft.Azure.Functions.Worker;

namespace Serverless.LocalHost.Invocation;

internal sealed class StoredInvocationResult : InvocationResult
{
    public override object? Value { get; set; }
}
