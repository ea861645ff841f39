using System.Diagnostics;
using Microsoft.DurableTask;
using Serverless.LocalHost.Durable.Instances;

namespace Serverless.LocalHost.Durable.Activities;

/// <summary>An activity to run.</summary>
/// <param name="Key">The call.</param>
/// <param name="Name">The activity.</param>
/// <param name="Input">The serialized input.</param>
/// <param name="OnEnd">Gets the serialized result or the failure.</param>
internal sealed record ActivityWork(TaskKey Key, string Name, string? Input, Action<string?, TaskFailureDetails?> OnEnd)
{
    /// <summary>The span that the activity's own belongs below; default where there is none.</summary>
    public ActivityContext Trace { get; init; }
}
