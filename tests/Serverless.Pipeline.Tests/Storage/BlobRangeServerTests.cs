using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Azure.Storage.Blobs;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;

namespace Serverless.Pipeline.Tests.Storage;

public sealed class BlobRangeServerTests(StorageFixture fixture) : IDisposable
{
    private const int Block = BlobBlockCache.BlockBytes;

    private static readonly CancellationToken s_none = CancellationToken.None;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, ConnectCallback = ConnectAsync });

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(null, HttpStatusCode.OK, 0, 9, null)]
    [InlineData("bytes=0-", HttpStatusCode.PartialContent, 0, 9, "bytes 0-9/10")]
    [InlineData("bytes=3-5", HttpStatusCode.PartialContent, 3, 5, "bytes 3-5/10")]
    [InlineData("bytes=9-9", HttpStatusCode.PartialContent, 9, 9, "bytes 9-9/10")]
    [InlineData("bytes=8-100", HttpStatusCode.PartialContent, 8, 9, "bytes 8-9/10")]
    [InlineData("bytes=-4", HttpStatusCode.PartialContent, 6, 9, "bytes 6-9/10")]
    [InlineData("bytes=-40", HttpStatusCode.PartialContent, 0, 9, "bytes 0-9/10")]
    [InlineData("bytes=10-", HttpStatusCode.RequestedRangeNotSatisfiable, 0, -1, "bytes */10")]
    [InlineData("bytes=-0", HttpStatusCode.RequestedRangeNotSatisfiable, 0, -1, "bytes */10")]
    // What is not understood is ignored, as RFC 9110 wants it.
    [InlineData("bytes=5-3", HttpStatusCode.OK, 0, 9, null)]
    [InlineData("bytes=-", HttpStatusCode.OK, 0, 9, null)]
    [InlineData("bytes=0-1,3-4", HttpStatusCode.OK, 0, 9, null)]
    [InlineData("lines=1-2", HttpStatusCode.OK, 0, 9, null)]
    public async Task Get_AnyRange_IsAnsweredAsHttpHasIt(string? range, HttpStatusCode status, int first, int last, string? contentRange)
    {
        var storage = await fixture.CreateAsync();
        await using var server = BlobRangeServer.Start(new BlobBlockCache());
        var address = server.Add(await UploadAsync(storage, "0123456789"u8.ToArray()), etag: null);

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.TryAddWithoutValidation("Range", range);
            using var response = await _http.SendAsync(request);

            Assert.Equal(status, response.StatusCode);
            Assert.Equal(contentRange, response.Content.Headers.ContentRange?.ToString());
            Assert.Equal(last - first + 1, response.Content.Headers.ContentLength);
            var expected = method == HttpMethod.Get ? "0123456789"[first..(last + 1)] : string.Empty;
            Assert.Equal(expected, await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Get_OtherPathOrMethod_IsRefused()
    {
        var storage = await fixture.CreateAsync();
        await using var server = BlobRangeServer.Start(new BlobBlockCache());
        var address = server.Add(await UploadAsync(storage, [1]), etag: null);
        var wrong = new Uri(address.AbsoluteUri.Replace(address.Segments[1], $"{new string('0', 32)}/", StringComparison.Ordinal));

        using var posted = await _http.PostAsync(address, new StringContent("x"));
        using var guessed = await _http.GetAsync(wrong);
        using var root = await _http.GetAsync(new Uri(address, "/"));
        await server.RunAsync(() => Task.FromResult(0));

        Assert.Equal(
            [HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound, HttpStatusCode.NotFound],
            [posted.StatusCode, guessed.StatusCode, root.StatusCode]);
        Assert.True(address.IsLoopback);
        Assert.Matches("^/[0-9a-f]{32}/blob.mp4$", address.AbsolutePath);
    }

    [Theory]
    [InlineData("a.b/c", "")]
    [InlineData("a.mp4?x=1&y='", "")]
    [InlineData("straße.TS", ".TS")]
    [InlineData("a.", "")]
    public async Task Add_AnyName_KeepsOnlyAPlainExtension(string name, string extension)
    {
        var storage = await fixture.CreateAsync();
        await using var server = BlobRangeServer.Start(new BlobBlockCache());

        Assert.EndsWith($"/blob{extension}", server.Add(storage.Inbox.GetBlobClient(name), etag: null).AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ManyReadersOfAnyParts_GetTheirOwnAndFetchEachBlockOnce()
    {
        var content = Bytes((3 * Block) + 12_345);
        var (storage, counter) = await CountedAsync();
        await using var server = BlobRangeServer.Start(new BlobBlockCache());
        var address = server.Add(await UploadAsync(storage, content), etag: null);

        await Parallel.ForEachAsync(Enumerable.Range(0, 24), s_none, async (seed, _) =>
        {
            var random = new Random(seed);
            var (one, other) = (random.Next(content.Length), random.Next(content.Length));
            var (first, last) = (Math.Min(one, other), Math.Max(one, other));
            var part = await RangeAsync(address, first, last);
            Assert.True(content.AsSpan(first, last - first + 1).SequenceEqual(part));
        });

        Assert.Equal(content, await _http.GetByteArrayAsync(address));
        Assert.Equal((4, content.Length), (counter.Requests, (int)counter.Bytes));
    }

    [Fact]
    public async Task Get_MoreThanTheCacheHolds_IsFetchedAnew()
    {
        var content = Bytes(3 * Block);
        var (storage, counter) = await CountedAsync();
        await using var server = BlobRangeServer.Start(new BlobBlockCache(blocks: 1));
        var address = server.Add(await UploadAsync(storage, content), etag: null);

        foreach (var first in new[] { 0, Block, 0, 1 })
        {
            Assert.Equal(content[first..(first + 2)], await RangeAsync(address, first, first + 1));
        }

        Assert.Equal(3, counter.Requests);
    }

    [Fact]
    public async Task Get_ReaderGoesAway_ReadsLittleInVain()
    {
        const int Blocks = 12;
        var (storage, counter) = await CountedAsync();
        await using var server = BlobRangeServer.Start(new BlobBlockCache());
        var address = server.Add(await UploadAsync(storage, Bytes(Blocks * Block)), etag: null);

        using (var reader = new TcpClient { ReceiveBufferSize = 4096 })
        {
            await reader.ConnectAsync(address.Host, address.Port);
            await reader.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {address.AbsolutePath} HTTP/1.1\r\nRange: bytes=0-\r\n\r\n"));
            await reader.GetStream().ReadExactlyAsync(new byte[1000]);
        }

        Assert.Equal(2, (await RangeAsync(address, 5, 6)).Length);
        await server.RunAsync(() => Task.FromResult(0));
        await server.DisposeAsync();
        Assert.InRange(counter.Requests, 1, 7);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_BlobGoneInTheMiddle_SaysSoWhateverTheWorkSays(bool workFails)
    {
        var storage = await fixture.CreateAsync();
        var blob = await UploadAsync(storage, Bytes(12 * Block));
        await using var server = BlobRangeServer.Start(new BlobBlockCache());
        var address = server.Add(blob, (await blob.GetPropertiesAsync()).Value.ETag.ToString());

        var exception = await Assert.ThrowsAsync<PipelineException>(() => server.RunAsync(async () =>
        {
            using var response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
            await using var stream = await response.Content.ReadAsStreamAsync();
            await stream.ReadExactlyAsync(new byte[1000]);
            await UploadAsync(storage, [1]);
            await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(Stream.Null));
            return workFails ? throw new InvalidOperationException("end of file") : 0;
        }));

        Assert.Equal("inbox/videos/a.mp4 was removed or overwritten while it was being worked on: a newer upload is handled on its own.", exception.Message);
    }

    [Theory]
    [InlineData(null, "inbox/videos/gone.mp4 is missing from the storage account.")]
    [InlineData("0x1", "inbox/videos/gone.mp4 was removed or overwritten while it was being worked on: a newer upload is handled on its own.")]
    public async Task Run_BlobGoneBefore_SaysSo(string? etag, string message)
    {
        var storage = await fixture.CreateAsync();
        await using var server = BlobRangeServer.Start(new BlobBlockCache());
        var address = server.Add(storage.Inbox.GetBlobClient("videos/gone.mp4"), etag);

        var exception = await Assert.ThrowsAsync<PipelineException>(() => server.RunAsync(() => _http.GetAsync(address)));

        Assert.Equal(message, exception.Message);
    }

    [Fact]
    public async Task Dispose_ReaderInTheMiddle_EndsItAndTheServer()
    {
        var storage = await fixture.CreateAsync();
        var server = BlobRangeServer.Start(new BlobBlockCache());
        var address = server.Add(await UploadAsync(storage, Bytes(12 * Block)), etag: null);
        using var response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[1000]);

        await server.DisposeAsync();

        await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(Stream.Null));
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetAsync(address));
    }

    // Little lies on the way to a reader that pauses, whatever the system would let.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 64 << 10 };
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task<(PipelineStorage Storage, DownloadCounter Counter)> CountedAsync()
    {
        var counter = new DownloadCounter();
        return (fixture.Connect(await fixture.CreateAsync(), counter), counter);
    }

    private async Task<byte[]> RangeAsync(Uri address, int first, int last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = new RangeHeaderValue(first, last);
        using var response = await _http.SendAsync(request);
        return await response.Content.ReadAsByteArrayAsync();
    }

    private static async Task<BlobClient> UploadAsync(PipelineStorage storage, byte[] content)
    {
        var blob = storage.Inbox.GetBlobClient("videos/a.mp4");
        await blob.UploadAsync(BinaryData.FromBytes(content), overwrite: true);
        return blob;
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
