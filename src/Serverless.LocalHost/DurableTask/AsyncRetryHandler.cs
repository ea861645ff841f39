namespace Microsoft.DurableTask;

/// <summary>Says whether a failed task is tried again; may await a durable timer before.</summary>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
