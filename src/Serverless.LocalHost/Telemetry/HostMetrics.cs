using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Serverless.LocalHost.Telemetry;

/// <summary>
/// What the host measures. Invocations by the names of OpenTelemetry's conventions for functions as a service; durations in
/// seconds. A histogram counts as well, so what has a duration has no counter of its own.
/// </summary>
internal static class HostMetrics
{
    public const string MeterName = "Serverless.LocalHost";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> InvokeDuration =
        Meter.CreateHistogram<double>("faas.invoke_duration", "s", "How long functions ran.");

    private static readonly Counter<long> Invocations =
        Meter.CreateCounter<long>("faas.invocations", "{invocation}", "Invocations that succeeded.");

    private static readonly Counter<long> Errors = Meter.CreateCounter<long>("faas.errors", "{error}", "Invocations that failed.");

    private static readonly Counter<long> Timeouts = Meter.CreateCounter<long>("faas.timeouts", "{timeout}", "Invocations that ran out of time.");

    private static readonly Histogram<double> ActivityDuration =
        Meter.CreateHistogram<double>("durabletask.activity.duration", "s", "How long attempts of activities took.");

    private static readonly Counter<long> OrchestrationsStarted =
        Meter.CreateCounter<long>("durabletask.orchestrations.started", "{orchestration}", "Instances that were made.");

    private static readonly Histogram<double> OrchestrationDuration =
        Meter.CreateHistogram<double>("durabletask.orchestration.duration", "s", "From the making of instances to their end.");

    public static void InvocationEnded(string function, string trigger, TimeSpan duration, Exception? failure)
    {
        var tags = new TagList { { "faas.name", function }, { "faas.trigger", trigger } };
        InvokeDuration.Record(duration.TotalSeconds, tags);
        var counter = failure switch
        {
            null => Invocations,
            TimeoutException => Timeouts,
            _ => Errors,
        };
        counter.Add(1, tags);
    }

    public static void ActivityEnded(string name, TimeSpan duration, bool succeeded) =>
        ActivityDuration.Record(duration.TotalSeconds, Task(name, succeeded ? "Completed" : "Failed"));

    public static void OrchestrationStarted(string name) => OrchestrationsStarted.Add(1, Task(name, null));

    public static void OrchestrationEnded(string name, string status, TimeSpan duration) =>
        OrchestrationDuration.Record(duration.TotalSeconds, Task(name, status));

    private static TagList Task(string name, string? status)
    {
        var tags = new TagList { { "durabletask.task.name", name } };
        if (status is not null)
        {
            tags.Add("durabletask.task.status", status);
        }

        return tags;
    }
}
