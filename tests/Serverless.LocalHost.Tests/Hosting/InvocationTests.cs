using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Invocation;
using Serverless.LocalHost.Telemetry;

namespace Serverless.LocalHost.Tests.Hosting;

/// <summary>Time limit, throttle, drain and trace of invocations.</summary>
public sealed class InvocationTests
{
    [Fact]
    public async Task Function_ThatIgnoresItsTimeout_IsReportedAndAbandoned()
    {
        var log = new Lines();
        var settings = new Dictionary<string, string?>
        {
            ["AzureFunctionsJobHost__functionTimeout"] = "00:00:00.05",
            ["Logging:LogLevel:Function"] = "Error",
        };
        await using var app = await AppHost.StartAsync(
            [typeof(Functions)], settings, builder =>
            {
                AddGate(builder);
                builder.Services.AddSingleton<ILoggerProvider>(log);
            });

        using var response = await app.Client.GetAsync("/api/Stubborn");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("AzureFunctions_FunctionName AzureFunctions_InvocationId", log.All);
        Assert.Contains(log.All, line => line.Contains("is abandoned", StringComparison.Ordinal));
        Assert.Contains(log.All, line => line.Contains("FunctionTimeoutException", StringComparison.Ordinal)
            && line.Contains("Timeout value of 00:00:00.0500000 was exceeded by function: Functions.Stubborn", StringComparison.Ordinal));
        app.Services.GetRequiredService<Gate>().Open.SetResult();
    }

    [Fact]
    public async Task Requests_AboveTheOutstandingLimit_Are429()
    {
        var settings = new Dictionary<string, string?>
        {
            ["AzureFunctionsJobHost__extensions__http__maxConcurrentRequests"] = "1",
            ["AzureFunctionsJobHost__extensions__http__maxOutstandingRequests"] = "2",
        };
        await using var app = await StartAsync(settings);

        var running = app.Client.GetStringAsync("/api/Wait");
        await app.NextAsync();
        var others = new[] { app.Client.GetAsync("/api/Wait"), app.Client.GetAsync("/api/Wait") };
        using var refused = await await Task.WhenAny(others);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.False(app.HasMore());
        app.Services.GetRequiredService<Gate>().Open.SetResult();
        Assert.Equal("done", await running);
        Assert.Contains(await Task.WhenAll(others), response => response.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Stop_WhileARequestRuns_LetsItFinish()
    {
        await using var app = await StartAsync([]);
        var running = app.Client.GetStringAsync("/api/Wait");
        await app.NextAsync();

        var stopping = app.StopAsync();
        app.Services.GetRequiredService<Gate>().Open.SetResult();

        Assert.Equal("done", await running);
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => app.Client.GetAsync("/api/Wait"));
    }

    [Fact]
    public async Task Stop_WhereARequestDoesNotEnd_AbandonsItAtTheLimit()
    {
        await using var app = await StartAsync(new Dictionary<string, string?> { ["shutdownTimeoutSeconds"] = "1" });
        var running = app.Client.GetStringAsync("/api/Wait");
        await app.NextAsync();

        await app.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));

        await Assert.ThrowsAsync<HttpRequestException>(() => running);
    }

    [Fact]
    public async Task Invocation_InTrace_HasASpanThatTheFunctionSees()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == InvocationTraces.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var app = await StartAsync([]);
        app.Client.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        var seen = await app.Client.GetStringAsync("/api/Trace");

        var span = Assert.Single(spans, span => span.TraceId.ToHexString() == "0af7651916cd43dd8448eb211c80319c");
        Assert.Equal("function Trace", span.DisplayName);
        Assert.Equal(span.Id, seen);
        Assert.NotNull(span.GetTagItem("faas.invocation_id"));
    }

    [Fact]
    public async Task Metrics_OfInvocations_CountSuccessErrorAndTimeout()
    {
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
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add(instrument.Name, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument.Name, tags));
        listener.Start();
        await using var app = await StartAsync(new Dictionary<string, string?> { ["AzureFunctionsJobHost__functionTimeout"] = "00:00:00.2" });

        await app.Client.GetAsync("/api/Measured?how=well");
        await app.Client.GetAsync("/api/Measured?how=badly");
        await app.Client.GetAsync("/api/Measured?how=forever");

        Assert.Equal(
            ["faas.errors", "faas.invocations", "faas.invoke_duration", "faas.invoke_duration", "faas.invoke_duration", "faas.timeouts"],
            measured.Order());

        void Add(string instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.ToArray().Contains(KeyValuePair.Create("faas.name", (object?)"Measured")))
            {
                measured.Enqueue(instrument);
            }
        }
    }

    private static Task<AppHost> StartAsync(Dictionary<string, string?> settings) => AppHost.StartAsync([typeof(Functions)], settings, AddGate);

    private static void AddGate(Microsoft.Azure.Functions.Worker.Builder.FunctionsApplicationBuilder builder) =>
        builder.Services.AddSingleton<Gate>();

    internal sealed class Gate
    {
        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    internal sealed class Functions(AppHost.Recorder recorder, Gate gate)
    {
        [Function("Stubborn")]
        public Task StubbornAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => gate.Open.Task;

        [Function("Wait")]
        public async Task<string> WaitAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
        {
            recorder.Add("begun");
            await gate.Open.Task;
            return "done";
        }

        [Function("Measured")]
        public static Task MeasuredAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, string how, CancellationToken cancellationToken) => how switch
            {
                "badly" => throw new InvalidOperationException("badly"),
                "forever" => Task.Delay(Timeout.Infinite, cancellationToken),
                _ => Task.CompletedTask,
            };

        [Function("Trace")]
        public static string Trace([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context) =>
            context.TraceContext.TraceParent;
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            if (state is IEnumerable<KeyValuePair<string, object>> values)
            {
                All.Enqueue(string.Join(' ', values.Select(value => value.Key)));
            }

            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
