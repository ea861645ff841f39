namespace Microsoft.DurableTask;

/// <summary>How an orchestration starts afresh.</summary>
public class ContinueAsNewOptions
{
    public object? NewInput { get; set; }

    /// <summary>Whether events that nothing has waited for are kept; true by default.</summary>
    public bool PreserveUnprocessedEvents { get; set; } = true;
}
