using Azure.Storage.Blobs.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Serverless.LocalHost.Tests.Hosting;

namespace Serverless.LocalHost.Tests.Triggers;

public sealed class TimerTriggerTests(AzuriteFixture azurite)
{
    private const string EveryFiveMinutes = "0 */5 * * * *";

    private readonly string _host = $"t{Guid.NewGuid():N}"[..32];
    private readonly ScheduledTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 10, 2, 0, TimeSpan.Zero));

    [Fact]
    public async Task Schedule_ComingDue_RunsFunctionEachTimeAndKeepsStatus()
    {
        await using var app = await StartAsync(EveryFiveMinutes);
        await _time.AdvanceToTimerAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(new TimerFunctions.Tick(At(10, 5), false, default(DateTime), At(10, 5)), await app.NextAsync());

        await _time.AdvanceToTimerAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(new TimerFunctions.Tick(At(10, 10), false, At(10, 5), At(10, 10)), await app.NextAsync());
        var status = await Eventually.GetAsync(async () => await ReadStatusAsync() is { } found && found.Last == At(10, 10) ? found : null);
        Assert.Equal(At(10, 15), status.Next);
    }

    [Fact]
    public async Task Start_AfterMissedRun_RunsFunctionPastDueOnce()
    {
        await using (await StartAsync(EveryFiveMinutes))
        {
            await _time.WaitForTimerAsync(TimeSpan.FromMinutes(3));
        }

        _time.Advance(TimeSpan.FromMinutes(20));
        await using var second = await StartAsync(EveryFiveMinutes);

        Assert.Equal(new TimerFunctions.Tick(At(10, 22), true, default(DateTime), At(10, 5)), await second.NextAsync());
        await _time.AdvanceToTimerAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(new TimerFunctions.Tick(At(10, 25), false, At(10, 22), At(10, 25)), await second.NextAsync());
    }

    [Fact]
    public async Task Start_WithChangedSchedule_DoesNotRunWhatTheFormerMissed()
    {
        await using (await StartAsync(EveryFiveMinutes))
        {
            await _time.WaitForTimerAsync(TimeSpan.FromMinutes(3));
        }

        _time.Advance(TimeSpan.FromMinutes(20));
        await using var second = await StartAsync("0 30 * * * *");

        await _time.AdvanceToTimerAsync(TimeSpan.FromMinutes(8));
        Assert.False(((TimerFunctions.Tick)await second.NextAsync()).IsPastDue);
    }

    [Fact]
    public async Task Interval_BelowAMinute_HasNoStatus()
    {
        await using var app = await StartAsync("00:00:30");

        await _time.AdvanceToTimerAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(new TimerFunctions.Tick(At(10, 2).AddSeconds(30), false, null, null), await app.NextAsync());
        Assert.Null(await ReadStatusAsync());
    }

    [Fact]
    public async Task RunOnStartup_Function_RunsAtStartWithOwnType()
    {
        await using var app = await StartAsync(EveryFiveMinutes, typeof(StartupTimerFunctions));

        Assert.Equal("False False", await app.NextAsync());
    }

    [Fact]
    public async Task FixedDelayRetry_OfFailingFunction_RunsItAgainUpToTheLimit()
    {
        await using var app = await StartAsync(EveryFiveMinutes, typeof(RetriedTimerFunctions));

        Assert.Equal("0 of 2", await app.NextAsync());
        await _time.AdvanceToTimerAsync(TimeSpan.FromSeconds(7));
        Assert.Equal("1 of 2", await app.NextAsync());
        await _time.AdvanceToTimerAsync(TimeSpan.FromSeconds(7));
        Assert.Equal("2 of 2", await app.NextAsync());

        // The schedule goes on.
        await _time.WaitForTimerAsync(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(14));
        Assert.False(app.HasMore());
    }

    [Fact]
    public async Task Schedule_InTimeZone_IsLocalAcrossDaylightSaving()
    {
        // On 29 March 2026, at 2 o'clock, clocks in Berlin go to 3: half past two comes at half past three there, half past one in UTC.
        _time.SetUtcNow(new DateTimeOffset(2026, 3, 29, 0, 45, 0, TimeSpan.Zero));
        await using var app = await StartAsync("0 30 2 * * *", zone: "Europe/Berlin");

        await _time.AdvanceToTimerAsync(TimeSpan.FromMinutes(45));

        Assert.Equal(new DateTime(2026, 3, 29, 1, 30, 0), ((TimerFunctions.Tick)await app.NextAsync()).At);
        await _time.WaitForTimerAsync(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Listing_NamesScheduleOfTimer()
    {
        await using var app = await StartAsync(EveryFiveMinutes);

        Assert.Contains("\tEveryFiveMinutes: timerTrigger 0 */5 * * * *\n", app.Output.ToString(), StringComparison.Ordinal);
    }

    private static DateTime At(int hour, int minute) => new(2026, 3, 1, hour, minute, 0);

    private Task<AppHost> StartAsync(string schedule, Type? functions = null, string? zone = null) => AppHost.StartAsync(
        [functions ?? typeof(TimerFunctions)],
        new Dictionary<string, string?>
        {
            ["Schedule"] = schedule,
            ["WEBSITE_TIME_ZONE"] = zone,
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["AzureFunctionsWebHost__hostid"] = _host,
        },
        builder => builder.Services.AddSingleton<TimeProvider>(_time));

    private async Task<ScheduleStatus?> ReadStatusAsync()
    {
        var blob = azurite.Blobs.GetBlobContainerClient("azure-webjobs-hosts").GetBlobClient($"timers/{_host}/Host.Functions.EveryFiveMinutes/status");
        if (!await blob.ExistsAsync())
        {
            return null;
        }

        BlobDownloadResult content = await blob.DownloadContentAsync();
        return content.Content.ToObjectFromJson<ScheduleStatus>();
    }
}
