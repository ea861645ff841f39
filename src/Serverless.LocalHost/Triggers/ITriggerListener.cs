namespace Serverless.LocalHost.Triggers;

/// <summary>Waits for what sets a function off, and runs it.</summary>
internal interface ITriggerListener
{
    /// <summary>Listens until the host stops, then waits for what still runs.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
