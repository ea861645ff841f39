namespace Serverless.Training;

/// <summary>What may be different when a training goes on. Null keeps what the run was started with.</summary>
public sealed record ResumeOptions
{
    /// <summary>
    /// A new number of epochs, not below those that are done. The learning rate follows the schedule of the new number from here on,
    /// and a run that had stopped early or was complete goes on.
    /// </summary>
    public int? Epochs { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</summary>
    public string? Device { get; init; }

    /// <summary>Threads that prepare images.</summary>
    public int? Workers { get; init; }

    /// <summary>Threads that compute.</summary>
    public int? Threads { get; init; }
}
