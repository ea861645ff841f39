using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Serverless.LocalHost.Tests.Hosting;

/// <summary>A running host with chosen functions, on a free port.</summary>
internal sealed class AppHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly IHost _host;

    private AppHost(IHost host, StringWriter output)
    {
        _host = host;
        Output = output;
        Client = new HttpClient { BaseAddress = new Uri(((WebApplication)host).Urls.First()) };
    }

    public StringWriter Output { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _host.Services;

    public static async Task<AppHost> StartAsync(
        Type[] functions,
        IEnumerable<KeyValuePair<string, string?>>? settings = null,
        Action<FunctionsApplicationBuilder>? configure = null,
        string? directory = null,
        string[]? arguments = null)
    {
        var output = new StringWriter();
        var builder = LocalFunctionsApplication.CreateBuilder(new LocalHostOptions
        {
            Arguments = ["--port", "0", .. arguments ?? []],
            FunctionsAssembly = typeof(AppHost).Assembly,
            FunctionTypes = functions,
            Directory = directory ?? Path.GetTempPath(),
            Settings = new Dictionary<string, string?>(settings ?? [])
            {
                ["LocalHost:BlobPollingInterval"] = "00:00:00.05",
                ["Logging:LogLevel:Default"] = "None",
            },
            Output = output,
        });
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddSingleton<Recorder>();
        configure?.Invoke(builder);
        var host = builder.Build();
        await host.StartAsync();
        return new AppHost(host, output);
    }

    /// <summary>The next thing that a function recorded.</summary>
    public async Task<object> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await Services.GetRequiredService<Recorder>().Events.Reader.ReadAsync(patience.Token);
    }

    /// <summary>Whether a function recorded anything more.</summary>
    public bool HasMore() => Services.GetRequiredService<Recorder>().Events.Reader.TryPeek(out _);

    /// <summary>Stops the host as SIGTERM does.</summary>
    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    /// <summary>What functions leave for the test to see.</summary>
    internal sealed class Recorder
    {
        public Channel<object> Events { get; } = Channel.CreateUnbounded<object>();

        public void Add(object item) => Events.Writer.TryWrite(item);
    }
}
