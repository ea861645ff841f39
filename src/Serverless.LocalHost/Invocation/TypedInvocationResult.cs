using Microsoft.Azure.Functions.Worker;

namespace Serverless.LocalHost.Invocation;

/// <summary>Shows an invocation's result as a type.</summary>
internal sealed class TypedInvocationResult<T>(InvocationResult result) : InvocationResult<T>
{
    public override T? Value
    {
        get => (T?)result.Value;
        set => result.Value = value;
    }
}
