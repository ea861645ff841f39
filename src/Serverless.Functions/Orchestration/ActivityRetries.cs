using Microsoft.DurableTask;

namespace Serverless.Functions.Orchestration;

/// <summary>How activities are tried again: what a person has to correct is not.</summary>
internal static class ActivityRetries
{
    public static TaskOptions Default { get; } = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 4, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 3)
        {
            HandleFailure = failure => !UserMistake.IsCauseOf(failure),
        });

    /// <summary>For what is worth waiting for, such as a training that runs: an outage of the storage account is outlasted for ten minutes.</summary>
    public static TaskOptions Patient { get; } = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 15, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1))
        {
            HandleFailure = failure => !UserMistake.IsCauseOf(failure),
        });
}
