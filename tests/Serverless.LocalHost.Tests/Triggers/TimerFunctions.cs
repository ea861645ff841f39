using Microsoft.Azure.Functions.Worker;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Triggers;

internal sealed class TimerFunctions(AppHost.Recorder recorder, TimeProvider time)
{
    [Function("EveryFiveMinutes")]
    public void Run([TimerTrigger("%Schedule%")] TimerInfo timer) =>
        recorder.Add(new Tick(time.GetUtcNow().UtcDateTime, timer.IsPastDue, timer.ScheduleStatus?.Last, timer.ScheduleStatus?.Next));

    internal sealed record Tick(DateTime At, bool IsPastDue, DateTime? Last, DateTime? Next);
}

internal sealed class StartupTimerFunctions(AppHost.Recorder recorder)
{
    [Function("OnStart")]
    public void Run([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] MyTimer timer) => recorder.Add($"{timer.IsPastDue} {timer.ScheduleStatus is null}");

    internal sealed record MyTimer(bool IsPastDue, ScheduleStatus? ScheduleStatus);
}

internal sealed class RetriedTimerFunctions(AppHost.Recorder recorder)
{
    [Function("FixedRetry")]
    [FixedDelayRetry(2, "00:00:07")]
    public void Fixed([TimerTrigger("01:00:00", RunOnStartup = true, UseMonitor = false)] TimerInfo timer, FunctionContext context)
    {
        recorder.Add($"{context.RetryContext.RetryCount} of {context.RetryContext.MaxRetryCount}");
        throw new InvalidOperationException("always");
    }
}
