using Microsoft.DurableTask;

namespace Serverless.Functions.Orchestration;

/// <summary>Runs many calls of an orchestration side by side.</summary>
internal static class FanOut
{
    /// <summary>Calls the activity for every input and waits as <see cref="WhenAllEndedAsync"/> does. Results come in the order of the inputs.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="activity">Name of the activity.</param>
    /// <param name="inputs">One for each call.</param>
    /// <param name="onCompleted">Called with the number of calls that have ended.</param>
    /// <exception cref="TaskFailedException">The first failure, after all calls have ended.</exception>
    public static Task<TResult[]> FanOutAsync<TInput, TResult>(
        this TaskOrchestrationContext context, TaskName activity, IReadOnlyList<TInput> inputs, Action<int> onCompleted) =>
        WhenAllEndedAsync([.. inputs.Select(input => context.CallActivityAsync<TResult>(activity, input, ActivityRetries.Default))], onCompleted);

    /// <summary>
    /// Waits for all calls, also where one fails, so that nothing is still being written when the caller cleans up.
    /// </summary>
    /// <param name="calls">Of one orchestration.</param>
    /// <param name="onCompleted">Called with the number of calls that have ended.</param>
    /// <exception cref="TaskFailedException">The first failure, after all calls have ended.</exception>
    public static async Task<TResult[]> WhenAllEndedAsync<TResult>(IReadOnlyList<Task<TResult>> calls, Action<int> onCompleted)
    {
        var running = new List<Task<TResult>>(calls);
        while (running.Count > 0)
        {
            running.Remove(await Task.WhenAny(running));
            onCompleted(calls.Count - running.Count);
        }

        return await Task.WhenAll(calls);
    }
}
