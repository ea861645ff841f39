using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Serverless.LocalHost.Tests.Hosting;

public sealed class HostTests
{
    [Fact]
    public async Task Start_Functions_AreListedWithTriggersAndRoutes()
    {
        using var folder = new TemporaryFolder();
        folder.Write("host.json", """{ "version": "2.0", "extensions": { "http": { "routePrefix": "v1" } } }""");
        await using var app = await AppHost.StartAsync([typeof(HostFunctions)], directory: folder.Path);

        var output = app.Output.ToString();

        Assert.Contains($"\tEcho: [GET,POST] {app.Client.BaseAddress}v1/echo/{{text}}\n", output, StringComparison.Ordinal);
        Assert.Equal("hello", await app.Client.GetStringAsync("/v1/echo/hello"));
    }

    [Fact]
    public async Task Middleware_OfEveryKind_RunsAroundTheFunctionInOrder()
    {
        await using var app = await AppHost.StartAsync([typeof(HostFunctions)], configure: builder =>
        {
            builder.UseMiddleware<Outer>();
            builder.UseWhen(context => context.FunctionDefinition.Name == "Other", (_, _) => throw new InvalidOperationException());
            builder.UseMiddleware(async (context, next) =>
            {
                await next();
                var result = context.GetInvocationResult<string>();
                result.Value += " inner";
            });
        });

        Assert.Equal("hello inner outer", await app.Client.GetStringAsync("/api/echo/hello"));
    }

    [Fact]
    public async Task Function_PastItsTimeout_IsCancelled()
    {
        var settings = new Dictionary<string, string?> { ["AzureFunctionsJobHost__functionTimeout"] = "00:00:00.05" };
        await using var app = await AppHost.StartAsync([typeof(HostFunctions)], settings);

        using var response = await app.Client.GetAsync("/api/Forever");

        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal("cancelled", await app.NextAsync());
    }

    [Fact]
    public async Task Function_WithoutValueForParameter_Is500()
    {
        await using var app = await AppHost.StartAsync([typeof(HostFunctions)]);

        using var response = await app.Client.GetAsync("/api/Number");
        using var given = await app.Client.GetAsync("/api/Number?number=7");

        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal("7", await given.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Services_OfScope_AreSharedWithinOneInvocation()
    {
        await using var app = await AppHost.StartAsync(
            [typeof(HostFunctions)], configure: builder => builder.Services.AddScoped<Scope>());

        Assert.Equal("True", await app.Client.GetStringAsync("/api/Scoped"));
    }

    [Fact]
    public async Task Start_WithBlobTriggerAndNoStorage_SaysWhichSettingIsMissing()
    {
        var exception = await Assert.ThrowsAsync<LocalHostException>(() => AppHost.StartAsync([typeof(BlobHostFunctions)]));

        Assert.Contains("'AzureWebJobsStorage'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutAzurite_SaysWhatToStart()
    {
        var settings = new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=AAAA;BlobEndpoint=http://127.0.0.1:1/a;QueueEndpoint=http://127.0.0.1:1/a;",
        };

        var exception = await Assert.ThrowsAsync<LocalHostException>(() => AppHost.StartAsync([typeof(BlobHostFunctions)], settings));

        Assert.Contains("http://127.0.0.1:1/a", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Azurite", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithUnknownSettingInRoute_SaysWhichOne()
    {
        var exception = await Assert.ThrowsAsync<LocalHostException>(() => AppHost.StartAsync([typeof(SettingFunctions)]));

        Assert.Contains("'NoSuchSetting'", exception.Message, StringComparison.Ordinal);
    }

    internal sealed class Scope;

    internal sealed class HostFunctions(AppHost.Recorder recorder, IServiceProvider services)
    {
        [Function("Echo")]
        public static string Echo([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "echo/{text}")] HttpRequest request, string text) => text;

        [Function("Number")]
        public static string Number([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, int number) => $"{number}";

        [Function("Forever")]
        public async Task ForeverAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken cancellationToken)
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                recorder.Add("cancelled");
            }
        }

        [Function("Scoped")]
        public string Scoped([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context) =>
            ReferenceEquals(services.GetRequiredService<Scope>(), context.InstanceServices.GetRequiredService<Scope>()).ToString();
    }

    internal static class BlobHostFunctions
    {
        [Function("OnBlob")]
        public static void Run([BlobTrigger("inbox/{name}")] string content)
        {
        }
    }

    internal static class SettingFunctions
    {
        [Function("BySetting")]
        public static void Run([HttpTrigger(Route = "%NoSuchSetting%/x")] HttpRequest request)
        {
        }
    }

    private sealed class Outer : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            await next(context);
            context.GetInvocationResult().Value += " outer";
        }
    }
}
