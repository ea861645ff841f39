using Serverless.LocalHost.Invocation;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What middleware can see of an invocation's bindings.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>What the function returned, typed.</summary>
    public static InvocationResult<T> GetInvocationResult<T>(this FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new TypedInvocationResult<T>(GetInvocationResult(context));
    }

    /// <summary>What the function returned.</summary>
    public static InvocationResult GetInvocationResult(this FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<InvocationResult>()
            ?? throw new InvalidOperationException("The function context does not belong to a running host.");
    }
}
