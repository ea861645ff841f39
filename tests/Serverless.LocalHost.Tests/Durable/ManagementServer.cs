using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Durable;

namespace Serverless.LocalHost.Tests.Durable;

/// <summary>A hub that runs, with its management API on a free port.</summary>
internal sealed class ManagementServer : IAsyncDisposable
{
    private readonly Hub _hub;
    private readonly WebApplication _web;

    private ManagementServer(Hub hub, WebApplication web)
    {
        (_hub, _web) = (hub, web);
        Http = new HttpClient { BaseAddress = new Uri($"{web.Urls.First()}{DurableManagementApi.BasePath}/") };
    }

    /// <summary>Its base address is that of the API.</summary>
    public HttpClient Http { get; }

    public static async Task<ManagementServer> StartAsync(Hub hub)
    {
        await hub.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        DurableManagementApi.Map(web, hub.Engine);
        await web.StartAsync();
        return new ManagementServer(hub, web);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _web.DisposeAsync();
        await _hub.DisposeAsync();
    }
}
