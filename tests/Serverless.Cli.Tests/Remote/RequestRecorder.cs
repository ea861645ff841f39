using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Serverless.Cli.Up;

namespace Serverless.Cli.Tests.Remote;

/// <summary>An app of which everything is asked in vain: it notes what and answers 404.</summary>
internal sealed class RequestRecorder : IDisposable
{
    private static readonly byte[] s_problem = Encoding.UTF8.GetBytes("""{"status": 404, "title": "Not found.", "detail": "There is nothing here."}""");

    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public RequestRecorder()
    {
        Address = FormattableString.Invariant($"http://127.0.0.1:{FreePort.Find()}/");
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address { get; }

    /// <summary>Such as <c>get /api/models</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public void Dispose()
    {
        _listener.Close();
        _serving.Wait();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                Requests.Enqueue($"{context.Request.HttpMethod.ToLowerInvariant()} {context.Request.Url!.AbsolutePath}");
                context.Response.StatusCode = 404;
                context.Response.ContentType = "application/problem+json";
                await context.Response.OutputStream.WriteAsync(s_problem);
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
