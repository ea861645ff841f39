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
}
