using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;

namespace Serverless.Pipeline.Storage;

/// <summary>
/// Serves blobs by ranges of bytes, for as long as some work lasts, to programs of this machine that read by HTTP: they need no local copy
/// and see no key to the storage account. It listens on the loopback interface only, at a port that the system chooses, under paths that
/// nobody can guess. A request is answered and its connection closed; a reader that seeks away closes it before.
/// </summary>
public sealed class BlobRangeServer : IAsyncDisposable
{
    // What lies between a reader and the blob was read in vain when it seeks away.
    private const int SendBufferBytes = 128 << 10;
    private const int MaximumReadAhead = 8;

    private readonly BlobBlockCache _cache;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, Served> _blobs = new(StringComparer.Ordinal);
    private readonly Task _serving;
    private ExceptionDispatchInfo? _failure;

    private BlobRangeServer(BlobBlockCache cache)
    {
        _cache = cache;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Starts to listen.</summary>
    /// <param name="cache">Keeps what was read last.</param>
    public static BlobRangeServer Start(BlobBlockCache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return new(cache);
    }

    /// <summary>Serves a blob from now on.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="etag">The version that is wanted; <c>null</c> for the one that is there when first asked for.</param>
    /// <returns>Its address, with the extension of the blob's name where that is plain.</returns>
    public Uri Add(BlobClient blob, string? etag)
    {
        ArgumentNullException.ThrowIfNull(blob);
        var extension = Path.GetExtension(blob.Name);
        var path = $"/{RandomNumberGenerator.GetHexString(32, lowercase: true)}/blob{(extension.Skip(1).All(char.IsAsciiLetterOrDigit) ? extension : string.Empty)}";
        _blobs[path] = new Served(blob, etag, new(() => BlobVersion.FindAsync(blob, etag, _stop.Token)));
        return new UriBuilder(Uri.UriSchemeHttp, IPAddress.Loopback.ToString(), ((IPEndPoint)_listener.LocalEndpoint).Port, path).Uri;
    }

    /// <summary>
    /// Runs work that reads what is served. Where a blob could not be read meanwhile, that is why the work failed, or its result is not to be
    /// relied on, so it is what is thrown.
    /// </summary>
    /// <exception cref="PipelineException">A blob was removed or overwritten.</exception>
    /// <exception cref="RequestFailedException">Storage did not answer.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        T result;
        try
        {
            result = await work();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _failure?.Throw();
            throw;
        }

        _failure?.Throw();
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var answers = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                answers.RemoveAll(answer => answer.IsCompleted);
                answers.Add(AnswerAsync(client));
            }
        }
        catch (Exception exception) when (_stop.IsCancellationRequested && exception is OperationCanceledException or SocketException)
        {
            // The work is over.
        }
        catch (SocketException exception)
        {
            // Who asks from now on is refused, and does not wait for ever.
            Remember(exception);
            _listener.Dispose();
        }

        await Task.WhenAll(answers);
    }

    private async Task AnswerAsync(Socket socket)
    {
        try
        {
            socket.SendBufferSize = SendBufferBytes;
            await using var client = new NetworkStream(socket, ownsSocket: true);
            if (await BlobRequest.ReadAsync(client, _stop.Token) is { } request)
            {
                await AnswerAsync(client, request);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // The client has gone, or the work is over.
        }
    }

    private async Task AnswerAsync(Stream client, BlobRequest request)
    {
        if (!_blobs.TryGetValue(request.Path, out var served))
        {
            await WriteHeadAsync(client, "404 Not Found", 0);
        }
        else if (request.Method is not ("GET" or "HEAD"))
        {
            await WriteHeadAsync(client, "405 Method Not Allowed", 0, "Allow: GET, HEAD");
        }
        else if (await TryAsync(served, () => served.Version.Value) is not { } version)
        {
            await WriteHeadAsync(client, "502 Bad Gateway", 0);
        }
        else
        {
            await AnswerAsync(client, request, served, version);
        }
    }

    private async Task AnswerAsync(Stream client, BlobRequest request, Served served, BlobVersion version)
    {
        var isPart = ByteRange.TryParse(request.Range, version.Length, out var range);
        if (isPart && !range.IsWithin(version.Length))
        {
            await WriteHeadAsync(client, "416 Range Not Satisfiable", 0, Invariant($"Content-Range: bytes */{version.Length}"));
            return;
        }

        string[] headers = isPart
            ? ["Accept-Ranges: bytes", Invariant($"Content-Range: bytes {range.First}-{range.Last}/{version.Length}")]
            : ["Accept-Ranges: bytes"];
        await WriteHeadAsync(client, isPart ? "206 Partial Content" : "200 OK", range.Count, headers);
        if (request.Method == "GET")
        {
            await WriteAsync(client, range, served, version);
        }
    }

    private async Task WriteAsync(Stream client, ByteRange range, Served served, BlobVersion version)
    {
        var sent = 0;
        var position = range.First;
        while (position <= range.Last)
        {
            var number = position / BlobBlockCache.BlockBytes;
            var reading = _cache.GetAsync(version, number);
            var ahead = ReadAhead(sent++);
            for (var next = number + 1; next <= Math.Min(number + ahead, range.Last / BlobBlockCache.BlockBytes); next++)
            {
                _cache.Prefetch(version, next);
            }

            // A head that breaks off tells the client that something is wrong; what, the work's owner hears.
            if (await TryAsync(served, () => reading.WaitAsync(_stop.Token)) is not { } block)
            {
                return;
            }

            var offset = (int)(position % BlobBlockCache.BlockBytes);
            var count = (int)Math.Min(block.Length - offset, range.Last - position + 1);
            await client.WriteAsync(block.AsMemory(offset, count), _stop.Token);
            position += count;
        }
    }

    // A quarter of what a reader has taken without seeking: that much more at most is read in vain when it goes.
    private static int ReadAhead(int blocks) => blocks == 0 ? 0 : Math.Clamp(blocks / 4, 1, MaximumReadAhead);

    private async Task<T?> TryAsync<T>(Served served, Func<Task<T>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            Remember(exception is RequestFailedException { Status: 404 or 412 } ? Missing(served, exception) : exception);
            return null;
        }
    }

    // The first is the cause of those that follow.
    private void Remember(Exception failure) => Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);

    private static PipelineException Missing(Served served, Exception cause) => served.ETag is null
        ? new PipelineException($"{served.Blob.BlobContainerName}/{served.Blob.Name} is missing from the storage account.", cause)
        : BlobVersion.Gone(served.Blob, cause);

    private async Task WriteHeadAsync(Stream client, string status, long length, params IEnumerable<string> headers)
    {
        string[] lines = [$"HTTP/1.1 {status}", Invariant($"Content-Length: {length}"), "Connection: close", .. headers];
        await client.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\r\n")) + "\r\n"), _stop.Token);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Served(BlobClient Blob, string? ETag, Lazy<Task<BlobVersion>> Version);
}
