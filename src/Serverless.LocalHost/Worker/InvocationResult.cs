namespace Microsoft.Azure.Functions.Worker;

/// <summary>What an invocation returns.</summary>
public abstract class InvocationResult : InvocationResult<object>
{
}
