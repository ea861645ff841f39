using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Serverless.Pipeline.Tests.Support;

/// <summary>
/// Kaggle and the storage that it redirects to, on two ports of this machine. It answers ranges and gives checksums, unless it
/// is told to misbehave.
/// </summary>
internal sealed class KaggleServer : IAsyncDisposable
{
    public const string Handle = "owner/potholes";

    private const string Signature = "signature=geheim";

    private readonly WebApplication _app;
    private int _kagglePort;

    private KaggleServer(WebApplication app, byte[] archive)
    {
        _app = app;
        Archive = archive;
    }

    /// <summary>What <see cref="Handle"/> gives; no other handle is known.</summary>
    public byte[] Archive { get; set; }

    /// <summary>The checksums to announce; <c>null</c> for the right ones.</summary>
    public string? Hash { get; set; }

    /// <summary>Whether storage answers every request with the whole archive.</summary>
    public bool IgnoresRange { get; set; }

    /// <summary>Whether Kaggle redirects to itself.</summary>
    public bool Loops { get; set; }

    /// <summary>Statuses that Kaggle answers with first.</summary>
    public ConcurrentQueue<int> Failures { get; } = [];

    /// <summary>The header Retry-After of those answers; <c>null</c> for none.</summary>
    public string? RetryAfter { get; set; }

    /// <summary>After how many bytes of a body the next answers of storage are cut.</summary>
    public ConcurrentQueue<int> Cuts { get; } = [];

    /// <summary>Requests to Kaggle.</summary>
    public ConcurrentQueue<(string Address, string? Authorization)> KaggleRequests { get; } = [];

    /// <summary>Requests to storage.</summary>
    public ConcurrentQueue<(long From, string? Authorization)> StorageRequests { get; } = [];

    public string BaseAddress => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_kagglePort}/api/v1");

    public static async Task<KaggleServer> StartAsync(byte[] archive)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Urls.Add("http://127.0.0.1:0");
        var server = new KaggleServer(app, archive);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        server._kagglePort = new Uri(app.Urls.First()).Port;
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>CRC-32C bit by bit, as RFC 3720 has it.</summary>
    private static uint Crc32C(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82F63B78;
            }
        }

        return ~crc;
    }

#pragma warning disable CA5351 // What Google Cloud Storage gives.
    private static string HashOf(byte[] archive)
    {
        var crc = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32C(archive));
        return $"crc32c={Convert.ToBase64String(crc)},md5={Convert.ToBase64String(MD5.HashData(archive))}";
    }
#pragma warning restore CA5351

    private Task AnswerAsync(HttpContext context) =>
        context.Connection.LocalPort == _kagglePort ? AnswerAsKaggleAsync(context) : AnswerAsStorageAsync(context);

    private Task AnswerAsKaggleAsync(HttpContext context)
    {
        var address = $"{context.Request.Path}{context.Request.QueryString}";
        KaggleRequests.Enqueue((address, context.Request.Headers.Authorization));
        if (Failures.TryDequeue(out var status))
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = RetryAfter;
        }
        else if (context.Request.Path != $"/api/v1/datasets/download/{Handle}")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else
        {
            var port = _app.Urls.Select(url => new Uri(url).Port).First(port => port != _kagglePort);
            context.Response.Redirect(Loops ? address : string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/archive.zip?{Signature}"));
        }

        return Task.CompletedTask;
    }

    private async Task AnswerAsStorageAsync(HttpContext context)
    {
        var archive = Archive;
        var range = RangeHeaderValue.TryParse(context.Request.Headers.Range.ToString(), out var asked) && !IgnoresRange ? asked.Ranges.Single() : null;
        var from = (int)(range?.From ?? 0);
        StorageRequests.Enqueue((from, context.Request.Headers.Authorization));
        var response = context.Response;
        response.Headers["x-goog-hash"] = Hash ?? HashOf(archive);
        if (from >= archive.Length)
        {
            response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            return;
        }

        var body = archive.AsMemory(from, (int)Math.Min((range?.To ?? archive.Length - 1) + 1, archive.Length) - from);
        response.StatusCode = range is null ? StatusCodes.Status200OK : StatusCodes.Status206PartialContent;
        response.ContentLength = body.Length;
        if (range is not null)
        {
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{from + body.Length - 1}/{archive.Length}");
        }

        if (Cuts.TryDequeue(out var length) && length < body.Length)
        {
            // Fewer bytes than announced: the server closes the connection after them.
            await response.StartAsync();
            await response.Body.WriteAsync(body[..length]);
            return;
        }

        await response.Body.WriteAsync(body);
    }
}
