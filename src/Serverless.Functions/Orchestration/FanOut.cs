using Microsoft.DurableTask;

namespace Serverless.Functions.Orchestration;

/// <summary>Runs many calls of an orchestration side by side.</summary>
internal static class FanOut
{
    /// <summary>Calls the activity for every input and waits for all. Results come in the order of the inputs.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="activity">Name of the activity.</param>
    /// <param name="inputs">One for each call.</param>
    /// <param name="onCompleted">Called with the number of calls that have ended.</param>
    /// <exception cref="TaskFailedException">The first failure, after all calls have ended.</exception>
    public static Task<TResult[]> FanOutAsync<TInput, TResult>(
        this TaskOrchestrationContext context, TaskName activity, IReadOnlyList<TInput> inputs, Action<int> onCompleted) =>
        context.FanOutAsync(
            inputs, inputs.Count, input => context.CallActivityAsync<TResult>(activity, input, ActivityRetries.Default), onCompleted);

    /// <summary>
    /// Takes numbered steps side by side: here where they are few, otherwise in parts, each by an orchestration of its own, so that no
    /// history grows with their number.
    /// </summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="orchestrator">Name of the orchestrator of a part.</param>
    /// <param name="count">Number of steps.</param>
    /// <param name="stepsPerPart">Most steps of a part.</param>
    /// <param name="toPart">Makes the input of a part of its first step and its number of steps.</param>
    /// <param name="run">Takes the steps of a part in this orchestration, and tells how many have ended.</param>
    /// <param name="onCompleted">Called with the number of steps that have ended.</param>
    /// <exception cref="TaskFailedException">The first failure, after all parts have ended.</exception>
    public static Task FanOutInPartsAsync<TPart>(
        this TaskOrchestrationContext context,
        TaskName orchestrator,
        int count,
        int stepsPerPart,
        Func<int, int, TPart> toPart,
        Func<TPart, Action<int>, Task> run,
        Action<int> onCompleted)
    {
        if (count <= stepsPerPart)
        {
            return run(toPart(0, count), onCompleted);
        }

        var parts = Enumerable.Range(0, count).Chunk(stepsPerPart).Select(steps => toPart(steps[0], steps.Length)).ToList();
        return context.FanOutAsync(
            parts,
            parts.Count,
            part => context.CallSubOrchestratorAsync<int>(orchestrator, part),
            done => onCompleted(Math.Min(done * stepsPerPart, count)));
    }

    /// <summary>
    /// Makes a call for every input, no more than a number of them at a time, and waits for all. After a failure no further call is
    /// made. Results come in the order of the inputs.
    /// </summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="inputs">One for each call.</param>
    /// <param name="concurrency">Most calls at a time.</param>
    /// <param name="call">Makes a call.</param>
    /// <param name="onCompleted">Called with the number of calls that have ended.</param>
    /// <exception cref="TaskFailedException">The first failure, after all calls that were made have ended.</exception>
    public static async Task<TResult[]> FanOutAsync<TInput, TResult>(
        this TaskOrchestrationContext context,
        IReadOnlyList<TInput> inputs,
        int concurrency,
        Func<TInput, Task<TResult>> call,
        Action<int> onCompleted)
    {
        ArgumentNullException.ThrowIfNull(context);
        var calls = new List<Task<TResult>>(inputs.Count);
        var running = new List<Task<TResult>>();
        while (true)
        {
            while (calls.Count < inputs.Count && running.Count < concurrency && !calls.Exists(made => made.IsFaulted))
            {
                calls.Add(call(inputs[calls.Count]));
                running.Add(calls[^1]);
            }

            if (running.Count == 0)
            {
                return await Task.WhenAll(calls);
            }

            running.Remove(await Task.WhenAny(running));
            onCompleted(calls.Count - running.Count);
        }
    }
}
