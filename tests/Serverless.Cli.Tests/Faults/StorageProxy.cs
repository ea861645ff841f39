using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Storage;

namespace Serverless.Cli.Tests.Faults;

/// <summary>Stands before Azurite and lets requests fail as a test wants it.</summary>
internal sealed class StorageProxy : IAsyncDisposable
{
    // Those of one connection, not of the message.
    private static readonly HashSet<string> s_connectionHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Expect", "Host", "Keep-Alive", "Transfer-Encoding",
    };

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private readonly WebApplication _web;
    private readonly AzuriteProcess _azurite;
    private readonly Dictionary<int, Uri> _targets = [];
    private volatile Func<HttpRequest, StorageFault> _faults = _ => StorageFault.None;
    private volatile CancellationTokenSource _outage = new();
    private volatile CancellationTokenSource _recovery = new();

    private StorageProxy(WebApplication web, AzuriteProcess azurite) => (_web, _azurite) = (web, azurite);

    /// <summary>That of Azurite, by way of the proxy.</summary>
    public string ConnectionString { get; private set; } = string.Empty;

    public static async Task<StorageProxy> StartAsync(AzuriteProcess azurite)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        var web = builder.Build();
        var proxy = new StorageProxy(web, azurite);
        web.Run(proxy.AnswerAsync);
        await proxy.ListenAsync();
        return proxy;
    }

    /// <summary>Has requests fail from now on; what is under way meets its fault too where it is one of <see cref="StorageFault.Cut"/>.</summary>
    public void Fail(Func<HttpRequest, StorageFault> faults)
    {
        _faults = faults;
        _outage.Cancel();
    }

    /// <summary>Ends all faults.</summary>
    public void Recover()
    {
        _faults = _ => StorageFault.None;
        _outage = new CancellationTokenSource();
        Interlocked.Exchange(ref _recovery, new CancellationTokenSource()).Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        Recover();
        await _web.DisposeAsync();
        _client.Dispose();
    }

    private async Task ListenAsync()
    {
        var endpoints = new[] { _azurite.BlobEndpoint, _azurite.QueueEndpoint, _azurite.TableEndpoint };
        foreach (var _ in endpoints)
        {
            _web.Urls.Add("http://127.0.0.1:0");
        }

        await _web.StartAsync();
        ConnectionString = _azurite.ConnectionString;
        foreach (var (url, endpoint) in _web.Urls.Select(url => new Uri(url)).Zip(endpoints))
        {
            _targets.Add(url.Port, endpoint);
            ConnectionString = ConnectionString.Replace($"{endpoint.Host}:{endpoint.Port}", $"127.0.0.1:{url.Port}", StringComparison.Ordinal);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var outage = _outage.Token;
        switch (_faults(context.Request))
        {
            case StorageFault.Cut:
                context.Abort();
                return;
            case StorageFault.Busy:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            case StorageFault.Hang:
                await WaitForRecoveryAsync(context);
                return;
            case StorageFault.LostAnswer:
                using (await ForwardAsync(context.Request, CancellationToken.None))
                {
                    context.Abort();
                    return;
                }

            default:
                await PassAsync(context, outage);
                return;
        }
    }

    private async Task WaitForRecoveryAsync(HttpContext context)
    {
        var recovered = new TaskCompletionSource();
        await using var registration = _recovery.Token.Register(recovered.SetResult);
        await Task.WhenAny(recovered.Task, Task.Delay(Timeout.Infinite, context.RequestAborted));
        context.Abort();
    }

    private async Task PassAsync(HttpContext context, CancellationToken outage)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        await using var registration = outage.Register(() => CutWhereItFails(context, cut));
        try
        {
            using var answer = await ForwardAsync(context.Request, cut.Token);
            context.Response.StatusCode = (int)answer.StatusCode;
            foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated).Where(header => !s_connectionHeaders.Contains(header.Key)))
            {
                context.Response.Headers.Append(name, values.ToArray());
            }

            if (!HttpMethods.IsHead(context.Request.Method) && answer.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified))
            {
                await answer.Content.CopyToAsync(context.Response.Body, cut.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException or BadHttpRequestException)
        {
            context.Abort();
        }
    }

    private void CutWhereItFails(HttpContext context, CancellationTokenSource cut)
    {
        if (_faults(context.Request) == StorageFault.Cut)
        {
            cut.Cancel();
        }
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var target = _targets[request.HttpContext.Connection.LocalPort];
        var raw = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

        // As it was sent: the signature is made of it.
        var address = new Uri($"http://{target.Host}:{target.Port}{raw}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), address);
        if (request.ContentLength is not null || request.Headers.TransferEncoding.Count > 0)
        {
            message.Content = new StreamContent(request.Body);
        }

        foreach (var (name, values) in request.Headers.Where(header => !s_connectionHeaders.Contains(header.Key)))
        {
            if (!message.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        return await _client.SendAsync(message, cancellationToken);
    }
}
