using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Serverless.LocalHost.Durable.Telemetry;
using Serverless.LocalHost.Telemetry;
using Serverless.LocalHost.Tests.Durable.Entities;

namespace Serverless.LocalHost.Tests.Durable;

public sealed class TracingTests : IDisposable
{
    private readonly ActivitySource _caller = new($"caller-{Guid.NewGuid():N}");
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly ActivityListener _listener;
    private readonly string _connectionString;

    public TracingTests(AzuriteFixture azurite)
    {
        _connectionString = azurite.ConnectionString;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source == _caller || source.Name == DurableTraces.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _caller.Dispose();
    }

    [Fact]
    public async Task Orchestration_WithManySteps_IsOneTraceWithEverySpanOnce()
    {
        await using var hub = await CreateHub().StartAsync();

        var trace = await StartAsync(hub, "one");
        await hub.Client.RaiseEventAsync("one", "go", 1);
        await hub.CompletionAsync("one");

        AssertTree(await SpansAsync(trace), "one");
    }

    [Fact]
    public async Task Orchestration_AcrossRestart_IsStillOneTrace()
    {
        await using var hub = await CreateHub().StartAsync();
        var trace = await StartAsync(hub, "one");
        await hub.UntilAsync("one", metadata => metadata.SerializedCustomStatus == "\"waits\"");
        await hub.KillAsync();
        await hub.StartAsync();

        await hub.Client.RaiseEventAsync("one", "go", 1);
        await hub.CompletionAsync("one");

        AssertTree(await SpansAsync(trace), "one");
    }

    [Fact]
    public async Task Failure_OfActivity_IsTheStatusOfItsSpans()
    {
        await using var hub = await new Hub(_connectionString)
            .Activity<int, int>("Break", _ => throw new IOException("broken"))
            .Orchestrator("Parent", context => context.CallActivityAsync<object?>("Break", 1))
            .StartAsync();

        var trace = await StartAsync(hub, "one");
        await hub.CompletionAsync("one");

        var failed = (await SpansAsync(trace)).Where(span => span.Status == ActivityStatusCode.Error).ToList();
        Assert.Equal(
            ["activity:Break Client", "activity:Break Server", "orchestration:Parent Server"],
            failed.Select(span => $"{span.DisplayName} {span.Kind}").Order());
        Assert.Equal("broken", failed.First(span => span.Kind == ActivityKind.Server && span.DisplayName == "activity:Break").StatusDescription);
    }

    [Fact]
    public async Task Entities_CalledSignaledAndLocked_AreInTheTraceOfTheOrchestration()
    {
        await using var hub = await new Hub(_connectionString)
            .Entity("Counter", () => new Counter())
            .Orchestrator("Parent", async context =>
            {
                await using (await context.Entities.LockEntitiesAsync(Counter.Id("a")))
                {
                    await context.Entities.CallEntityAsync<int>(Counter.Id("a"), "add", 1);
                }

                await context.Entities.SignalEntityAsync(Counter.Id("a"), "forward", 1);
                return await context.Entities.CallEntityAsync<int>(Counter.Id("a"), "get");
            })
            .StartAsync();

        var trace = await StartAsync(hub, "one");
        await hub.UntilAsync(Counter.Id("target"), 1);
        var spans = (await SpansAsync(trace)).Where(span => span.DisplayName.StartsWith("entity:", StringComparison.Ordinal)).ToList();

        Assert.Equal(
            [
                "entity:counter:add Client", "entity:counter:add Consumer", "entity:counter:add Server",
                "entity:counter:forward Consumer", "entity:counter:forward Producer",
                "entity:counter:get Client", "entity:counter:get Server",
            ],
            spans.Select(span => $"{span.DisplayName} {span.Kind}").Order(StringComparer.Ordinal));
        Assert.Equal("Client", ParentKindOf(spans.First(span => span is { DisplayName: "entity:counter:add", Kind: ActivityKind.Server })));
        Assert.Equal("Producer", ParentKindOf(spans.First(span => span is { DisplayName: "entity:counter:forward", Kind: ActivityKind.Consumer })));
        var call = spans.First(span => span is { DisplayName: "entity:counter:get", Kind: ActivityKind.Client });
        Assert.Equal(
            ("entity", "call_entity", "@counter@a"),
            (call.GetTagItem("durabletask.type"), call.GetTagItem("durabletask.task.operation"), call.GetTagItem("durabletask.event.target_instance_id")));

        string? ParentKindOf(Activity span) => spans.FirstOrDefault(other => other.SpanId == span.ParentSpanId)?.Kind.ToString();
    }

    [Fact]
    public async Task Entity_SignaledByTheClient_RunsInItsTrace()
    {
        await using var hub = await new Hub(_connectionString)
            .Entity("Counter", () => new Counter())
            .StartAsync();
        using var caller = _caller.StartActivity("caller")!;

        await hub.Client.Entities.SignalEntityAsync(Counter.Id("a"), "addAndFail", 1);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!_spans.Any(span => span.TraceId == caller.TraceId && span.Kind == ActivityKind.Consumer))
        {
            await Task.Delay(10, patience.Token);
        }

        var run = _spans.First(span => span.TraceId == caller.TraceId && span.Kind == ActivityKind.Consumer);
        var signal = Assert.Single(_spans, span => span.SpanId == run.ParentSpanId);
        Assert.Equal((ActivityKind.Producer, "entity:counter:addAndFail", caller.SpanId), (signal.Kind, signal.DisplayName, signal.ParentSpanId));
        Assert.Equal((ActivityStatusCode.Error, "no such amount"), (run.Status, run.StatusDescription));
    }

    [Fact]
    public async Task ContinueAsNew_Executions_AreOneTrace()
    {
        await using var hub = await new Hub(_connectionString)
            .Orchestrator("Parent", context =>
            {
                var count = context.GetInput<int?>() ?? 0;
                if (count < 2)
                {
                    context.ContinueAsNew(count + 1);
                }

                return Task.FromResult<object?>(count);
            })
            .StartAsync();

        var trace = await StartAsync(hub, "one");
        await hub.CompletionAsync("one");

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Executions().Count() < 3)
        {
            await Task.Delay(10, patience.Token);
        }

        Assert.Equal(["ContinuedAsNew", "ContinuedAsNew", "Completed"], Executions().Select(span => span.GetTagItem("durabletask.task.status")));
        Assert.Equal(3, Executions().Select(span => span.SpanId).Distinct().Count());
        Assert.Single(Executions().Select(span => span.ParentSpanId).Distinct());

        IEnumerable<Activity> Executions() => _spans.Where(span => span.TraceId == trace && span.DisplayName == "orchestration:Parent");
    }

    [Fact]
    public async Task Start_OfIdThatIsTaken_IsAFailedSpan()
    {
        await using var hub = await CreateHub().StartAsync();
        await StartAsync(hub, "one");

        using var caller = _caller.StartActivity("caller")!;
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() =>
            hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent", null, new StartOrchestrationOptions("one")));

        var span = Assert.Single(_spans, span => span.TraceId == caller.TraceId);
        Assert.Equal(("create_orchestration:Parent", ActivityStatusCode.Error), (span.DisplayName, span.Status));
    }

    [Fact]
    public async Task Metrics_OfOrchestration_CountItAndItsActivities()
    {
        var name = $"N{Guid.NewGuid():N}";
        var measured = new ConcurrentQueue<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == HostMetrics.MeterName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, tags));
        listener.Start();
        await using var hub = await new Hub(_connectionString)
            .Activity<int, int>(name, number => number)
            .Orchestrator(name, async context => await context.CallActivityAsync<int>(name, 1))
            .StartAsync();

        await hub.RunAsync(name);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!measured.Contains("durabletask.orchestration.duration Completed"))
        {
            await Task.Delay(10, patience.Token);
        }

        Assert.Equal(
            ["durabletask.activity.duration Completed", "durabletask.orchestration.duration Completed", "durabletask.orchestrations.started "],
            measured.Order());

        void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var values = tags.ToArray().ToDictionary();
            if (Equals(values.GetValueOrDefault("durabletask.task.name"), name))
            {
                measured.Enqueue($"{instrument.Name} {values.GetValueOrDefault("durabletask.task.status")}");
            }
        }
    }

    private static void AssertTree(IReadOnlyList<Activity> spans, string instanceId)
    {
        Assert.Equal(
            [
                "activity:Double Client", "activity:Double Client", "activity:Double Server", "activity:Double Server",
                "caller Internal",
                "create_orchestration:Parent Producer",
                "orchestration:Child Client", "orchestration:Child Server", "orchestration:Parent Server", "orchestration:Parent:timer Internal",
            ],
            spans.Select(span => $"{span.DisplayName} {span.Kind}").Order(StringComparer.Ordinal));
        Assert.Equal(spans.Count, spans.Select(span => span.SpanId).Distinct().Count());
        var parent = Assert.Single(spans, span => span.DisplayName == "orchestration:Parent");
        var child = Assert.Single(spans, span => span is { DisplayName: "orchestration:Child", Kind: ActivityKind.Server });
        Assert.Equal("create_orchestration:Parent", ParentOf(parent).DisplayName);
        Assert.Equal("caller", ParentOf(ParentOf(parent)).DisplayName);
        Assert.Equal("orchestration:Child Client", $"{ParentOf(child).DisplayName} {ParentOf(child).Kind}");
        Assert.All(spans.Where(span => span.Kind == ActivityKind.Client || span.DisplayName.EndsWith(":timer", StringComparison.Ordinal)), span =>
            Assert.Contains(ParentOf(span), new[] { parent, child }));
        Assert.All(spans.Where(span => span is { DisplayName: "activity:Double", Kind: ActivityKind.Server }), span =>
            Assert.Equal(ActivityKind.Client, ParentOf(span).Kind));
        Assert.Equal(
            ("orchestration", "Parent", instanceId, "Completed"),
            (parent.GetTagItem("durabletask.type"), parent.GetTagItem("durabletask.task.name"),
                parent.GetTagItem("durabletask.task.instance_id"), parent.GetTagItem("durabletask.task.status")));
        Assert.Equal("go", Assert.Single(parent.Events).Name);
        Assert.All(spans.Where(span => ParentIdIsKnown(span) && span.Parent is null), span => Assert.True(span.StartTimeUtc >= ParentOf(span).StartTimeUtc.AddMilliseconds(-1)));

        Activity ParentOf(Activity span) => Assert.Single(spans, other => other.SpanId == span.ParentSpanId);
        bool ParentIdIsKnown(Activity span) => spans.Any(other => other.SpanId == span.ParentSpanId);
    }

    private Hub CreateHub() => new Hub(_connectionString)
        .Activity<int, int>("Double", number => 2 * number)
        .Orchestrator("Child", async context => await context.CallActivityAsync<int>("Double", 1))
        .Orchestrator("Parent", async context =>
        {
            await context.CallActivityAsync<int>("Double", 1);
            await context.CallSubOrchestratorAsync<int>("Child");
            await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
            context.SetCustomStatus("waits");
            return await context.WaitForExternalEvent<int>("go");
        });

    private async Task<ActivityTraceId> StartAsync(Hub hub, string instanceId)
    {
        using var caller = _caller.StartActivity("caller")!;
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent", null, new StartOrchestrationOptions(instanceId));
        return caller.TraceId;
    }

    private async Task<IReadOnlyList<Activity>> SpansAsync(ActivityTraceId trace)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!_spans.Any(span => span.TraceId == trace && span.DisplayName == "orchestration:Parent"))
        {
            await Task.Delay(10, patience.Token);
        }

        return [.. _spans.Where(span => span.TraceId == trace)];
    }
}
