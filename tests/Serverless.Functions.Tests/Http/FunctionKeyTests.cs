using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Serverless.Functions.OpenApi;
using Serverless.LocalHost;
using Serverless.LocalHost.Storage;
using Serverless.Pipeline.Storage;

namespace Serverless.Functions.Tests.Http;

/// <summary>The app with a function key.</summary>
public sealed class FunctionKeyTests : IAsyncLifetime
{
    private const string Key = "s3cret";

    private readonly TemporaryFolder _folder = new(Path.GetTempPath());
    private AzuriteProcess? _azurite;
    private IHost? _host;
    private HttpClient? _http;

    public async ValueTask InitializeAsync()
    {
        _azurite = await AzuriteProcess.StartAsync();
        var builder = LocalFunctionsApplication.CreateBuilder(new LocalHostOptions
        {
            Arguments = ["--port", "0"],
            FunctionsAssembly = typeof(PipelineServices).Assembly,
            Directory = AppContext.BaseDirectory,
            Settings = new Dictionary<string, string?>
            {
                ["AzureWebJobsStorage"] = _azurite.ConnectionString,
                ["LocalHost:FunctionKey"] = Key,
                ["Logging:LogLevel:Default"] = "None",
                ["Logging:LogLevel:DurableTask"] = "None",
                ["Pipeline:TemporaryFolder"] = _folder.Path,
            },
            Output = TextWriter.Null,
        });
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddPipeline(builder.Configuration);
        _host = builder.Build();
        await _host.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(((WebApplication)_host).Urls.First()) };
    }

    [Fact]
    public async Task EveryRoute_WithoutOrWithAWrongKey_IsUnauthorized()
    {
        var functions = HttpFunction.In(typeof(PipelineServices).Assembly);
        Assert.NotEmpty(functions);
        foreach (var function in functions)
        {
            Assert.Equal(AuthorizationLevel.Function, function.Level);
            Assert.Equal((function.Name, HttpStatusCode.Unauthorized), (function.Name, await AskAsync(function, key: null)));
            Assert.Equal((function.Name, HttpStatusCode.Unauthorized), (function.Name, await AskAsync(function, "wrong")));
            Assert.NotEqual((function.Name, HttpStatusCode.Unauthorized), (function.Name, await AskAsync(function, Key)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_host is not null)
        {
            await _host.StopAsync();
            await ((IAsyncDisposable)_host).DisposeAsync();
        }

        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task<HttpStatusCode> AskAsync(HttpFunction function, string? key)
    {
        var address = function.Parameters.Aggregate(
            function.Path, (path, parameter) => path.Replace($"{{{parameter.Name}}}", parameter.IsInteger ? "1" : "nothing", StringComparison.Ordinal));
        using var request = new HttpRequestMessage(HttpMethod.Parse(function.Method), address);
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        using var response = await _http!.SendAsync(request);
        return response.StatusCode;
    }
}
