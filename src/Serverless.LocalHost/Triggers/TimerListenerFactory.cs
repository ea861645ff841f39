using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Hosting;
using Serverless.LocalHost.Invocation;
using Serverless.LocalHost.Storage;

namespace Serverless.LocalHost.Triggers;

/// <summary>Creates the listeners of the timer-triggered functions.</summary>
internal sealed class TimerListenerFactory(
    FunctionIndex functions,
    FunctionInvoker invoker,
    StorageConnections storage,
    HostId hostId,
    IConfiguration configuration,
    TimeProvider time,
    ILogger<TimerListenerFactory> logger)
    : IListenerFactory
{
    private const string ZoneSetting = "WEBSITE_TIME_ZONE";

    public IEnumerable<ITriggerListener> Create() =>
        functions.WithTrigger<TimerTriggerAttribute>().Select(pair => Create(pair.Function, pair.Trigger));

    private TimerTriggerListener Create(FunctionMethod function, TimerTriggerAttribute trigger)
    {
        var schedule = Parse(function, SettingExpressions.Resolve(trigger.Schedule, function.Name, configuration));
        var zone = Zone();
        var now = TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime;
        if (schedule.Next(now) == DateTime.MaxValue)
        {
            throw Wrong(function, $"\"{trigger.Schedule}\" never comes due; there is no such day.");
        }

        var isKept = trigger.UseMonitor && !schedule.IsWithinMinutes(now);
        var store = isKept ? new TimerStatusStore(storage.Blobs(null), hostId.Value, $"Host.Functions.{function.Name}") : null;
        return new TimerTriggerListener(function, schedule, trigger.RunOnStartup, store, zone, invoker, time, logger);
    }

    private TimeZoneInfo Zone()
    {
        var name = configuration[ZoneSetting];
        return name is not { Length: > 0 } ? time.LocalTimeZone
            : TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone
            : throw new LocalHostException($"The setting '{ZoneSetting}' is \"{name}\", which is no time zone; give a name such as Europe/Berlin.");
    }

    private static TimerSchedule Parse(FunctionMethod function, string text)
    {
        try
        {
            return TimerSchedule.Parse(text);
        }
        catch (FormatException exception)
        {
            throw Wrong(function, exception.Message);
        }
    }

    private static LocalHostException Wrong(FunctionMethod function, string what) =>
        new($"The schedule of the parameter '{function.TriggerParameter.Name}' of the function '{function.Name}' is wrong: {what}");
}
