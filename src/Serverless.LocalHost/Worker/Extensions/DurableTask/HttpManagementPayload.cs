namespace Microsoft.Azure.Functions.Worker;

/// <summary>Where an orchestration instance is asked after, told and removed over HTTP.</summary>
public class HttpManagementPayload
{
    /// <summary>The instance.</summary>
    public string? Id { get; internal init; }

    /// <summary>Removes its history.</summary>
    public string? PurgeHistoryDeleteUri { get; internal init; }

    /// <summary>Starts it once more.</summary>
    public string? RestartPostUri { get; internal init; }

    /// <summary>Raises an event; <c>{eventName}</c> stands for its name.</summary>
    public string? SendEventPostUri { get; internal init; }

    /// <summary>Asks after it.</summary>
    public string? StatusQueryGetUri { get; internal init; }

    /// <summary>Terminates it; <c>{text}</c> stands for the reason.</summary>
    public string? TerminatePostUri { get; internal init; }

    /// <summary>Runs what failed in it once more; <c>{text}</c> stands for the reason.</summary>
    public string? RewindPostUri { get; internal init; }

    /// <summary>Suspends it; <c>{text}</c> stands for the reason.</summary>
    public string? SuspendPostUri { get; internal init; }

    /// <summary>Resumes it; <c>{text}</c> stands for the reason.</summary>
    public string? ResumePostUri { get; internal init; }
}
