namespace Microsoft.Azure.Functions.Worker;

/// <summary>The distributed trace of an invocation, in the terms of W3C Trace Context.</summary>
public abstract class TraceContext
{
    /// <summary>The <c>traceparent</c>.</summary>
    public abstract string TraceParent { get; }

    /// <summary>The <c>tracestate</c>.</summary>
    public abstract string TraceState { get; }
}
