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
                  "maxConcurrentOrchestratorFunctions": 8
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
        Assert.Equal(("Hub", 2, 8), (engine.HubName, engine.MaxConcurrentActivities, engine.MaxConcurrentOrchestrators));
        Assert.Empty(settings.Warnings);
    }

    [Fact]
    public void Read_TimeoutOfMinusOne_IsUnbounded() => Assert.Null(Read("""{ "functionTimeout": "-1" }""").FunctionTimeout);

    [Fact]
    public void Read_UnknownSetting_IsNamedInWarning()
    {
        var settings = Read("""{ "version": "2.0", "extensions": { "queues": { "batchSize": 4 } } }""");

        Assert.Contains("'extensions.queues.batchSize'", Assert.Single(settings.Warnings), StringComparison.Ordinal);
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
