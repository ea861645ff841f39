using Microsoft.Extensions.Configuration;
using Serverless.LocalHost.Hosting;

namespace Serverless.LocalHost.Tests.Hosting;

public sealed class HostSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_WithoutFile_GivesDefaults()
    {
        var settings = HostSettings.Read(null, Configuration());

        Assert.Equal(TimeSpan.FromMinutes(30), settings.FunctionTimeout);
        Assert.Equal("api", settings.Http.RoutePrefix);
        Assert.Equal(8 * Environment.ProcessorCount, settings.BlobParallelism);
        Assert.Equal("TestHubName", settings.Durable.ToEngineOptions().HubName);
        Assert.Empty(settings.Warnings);
    }

    [Fact]
    public void Read_EverySetting_IsTaken()
    {
        var settings = Read("""
            {
              // comments are allowed
              "version": "2.0",
              "functionTimeout": "00:05:00",
              "logging": { "logLevel": { "default": "Debug", "Function.Train": "Trace" } },
              "extensions": {
                "http": { "routePrefix": "" },
                "blobs": { "maxDegreeOfParallelism": 4 },
                "durableTask": {
                  "hubName": "Hub",
                  "storageProvider": { "type": "AzureStorage", "partitionCount": 4, "maxQueuePollingInterval": "00:00:02" },
                  "maxConcurrentActivityFunctions": 2,
                  "maxConcurrentOrchestratorFunctions": 8,
                  "maxConcurrentEntityFunctions": 3
                }
              }
            }
            """);

        var engine = settings.Durable.ToEngineOptions();
        Assert.Equal(TimeSpan.FromMinutes(5), settings.FunctionTimeout);
        Assert.Equal("Debug", settings.LogLevels["Default"]);
        Assert.Equal("Trace", settings.LogLevels["Function.Train"]);
        Assert.Equal(string.Empty, settings.Http.RoutePrefix);
        Assert.Equal(4, settings.BlobParallelism);
        Assert.Equal(("Hub", 2, 8, 3), (engine.HubName, engine.MaxConcurrentActivities, engine.MaxConcurrentOrchestrators, engine.MaxConcurrentEntities));
        Assert.Empty(settings.Warnings);
    }

    [Fact]
    public void Read_TimeoutOfMinusOne_IsUnbounded() => Assert.Null(Read("""{ "functionTimeout": "-1" }""").FunctionTimeout);

    [Theory]
    [InlineData("""{ "extensions": { "durableTask": { "maxConcurrentActivities": 4 } } }""", "'extensions.durableTask.maxConcurrentActivities' is not known", "did you mean 'extensions.durableTask.maxConcurrentActivityFunctions'?")]
    [InlineData("""{ "extensions": { "durableTask": { "partitionCount": 4 } } }""", "durableTask.partitionCount' is not known", "'extensions.durableTask.storageProvider.partitionCount'?")]
    [InlineData("""{ "extensions": { "http": { "routePrefx": "" } } }""", "'extensions.http.routePrefx'", "did you mean 'extensions.http.routePrefix'?")]
    [InlineData("""{ "functionTimeOuts": "00:05:00" }""", "'functionTimeOuts'", "did you mean 'functionTimeout'?")]
    [InlineData("""{ "zebra": { "stripes": 4 } }""", "'zebra.stripes'", "is not known and has no effect.")]
    [InlineData("""{ "extensions": { "http": { "dynamicThrottlesEnabled": true } } }""", "'extensions.http.dynamicThrottlesEnabled'", "has no effect in this host")]
    public void Read_SettingWithoutEffect_IsNamedInWarning(string content, string name, string hint)
    {
        var warning = Assert.Single(Read(content).Warnings);

        Assert.Contains("host.json", warning, StringComparison.Ordinal);
        Assert.Contains(name, warning, StringComparison.Ordinal);
        Assert.Contains(hint, warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SettingsOfTheCloudOnly_AreSilent() => Assert.Empty(Read("""
        {
          "version": "2.0",
          "extensionBundle": { "id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)" },
          "logging": { "applicationInsights": { "samplingSettings": { "isEnabled": true } } },
          "extensions": { "durableTask": { "tracing": { "distributedTracingEnabled": true }, "extendedSessionsEnabled": false } }
        }
        """).Warnings);

    [Fact]
    public void Read_HubNameFromSetting_IsResolved()
    {
        var path = _folder.Write("host.json", """{ "extensions": { "durableTask": { "hubName": "%Hub__Name%" } } }""");

        Assert.Equal("FromSetting", HostSettings.Read(path, Configuration(("Hub:Name", "FromSetting"))).Durable.HubName);
    }

    [Fact]
    public void Read_HttpLimits_AreTaken()
    {
        var settings = Read("""{ "extensions": { "http": { "maxConcurrentRequests": -1, "maxOutstandingRequests": 20 } } }""");

        Assert.Equal((null, 20), (settings.Http.MaxConcurrentRequests, settings.Http.MaxOutstandingRequests));
    }

    [Fact]
    public void Read_JobHostSetting_OverridesFile()
    {
        var path = _folder.Write("host.json", """{ "extensions": { "durableTask": { "hubName": "FromFile" } } }""");

        var settings = HostSettings.Read(path, Configuration(("AzureFunctionsJobHost:extensions:durableTask:hubName", "FromEnvironment")));

        Assert.Equal("FromEnvironment", settings.Durable.HubName);
    }

    [Theory]
    [InlineData("""{ "functionTimeout": "soon" }""", "'functionTimeout' is \"soon\"")]
    [InlineData("""{ "version": "1.0" }""", "'version' is \"1.0\"")]
    [InlineData("""{ "extensions": { "blobs": { "maxDegreeOfParallelism": 0 } } }""", "'extensions.blobs.maxDegreeOfParallelism' is \"0\"")]
    [InlineData("""{ "functionTimeout": 5 }""", "'functionTimeout' is \"5\"")]
    [InlineData("""{ "logging": { "logLevel": { "default": "Verbose" } } }""", "'logging.logLevel.default' is \"Verbose\"")]
    [InlineData("""{ "extensions": { "durableTask": { "hubName": "my-hub" } } }""", "'extensions.durableTask.hubName' is \"my-hub\"")]
    [InlineData("""{ "extensions": { "durableTask": { "hubName": "%Missing%" } } }""", "'Missing'")]
    [InlineData("""{ "extensions": { "durableTask": { "maxConcurrentActivityFunctions": "many" } } }""", "maxConcurrentActivityFunctions' is \"many\"")]
    [InlineData("""{ "version": """, "is not valid JSON")]
    public void Read_WrongFile_SaysWhereAndWhat(string content, string expected)
    {
        var exception = Assert.Throws<LocalHostException>(() => Read(content));

        Assert.Contains("host.json", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();

    private HostSettings Read(string content) => HostSettings.Read(_folder.Write("host.json", content), Configuration());
}
