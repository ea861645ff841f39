namespace Microsoft.DurableTask;

/// <summary>Says whether a failed task is tried again; at once, if so.</summary>
public delegate bool RetryHandler(RetryContext retryContext);
