namespace Microsoft.Azure.Functions.Worker;

/// <summary>One invocation of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>Identifies the invocation.</summary>
    public abstract string InvocationId { get; }

    /// <summary>Identifies the function.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The distributed trace that it belongs to.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>Which try this is; null where the function has no <see cref="RetryAttribute"/>.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>What the trigger brings beside its value.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>Services of this invocation's scope.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Whatever middleware and function want to hand each other.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>Features of this invocation by type.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>Cancelled when the host stops, the request is aborted or the function's time is up.</summary>
    public virtual CancellationToken CancellationToken { get; }
}
