using System.Security.Cryptography;
using Serverless.Pipeline.Datasets.Kaggle;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;

namespace Serverless.Pipeline.Tests.Datasets.Kaggle;

public sealed class KaggleDownloadTests(StorageFixture fixture)
{
    private const string Id = "ingest-1";
    private const string Secret = "s3cr3t";
    private const int BlockBytes = 16 << 10;

    private static readonly CancellationToken s_none = CancellationToken.None;
    private static readonly KaggleOptions s_options = new() { BlockBytes = BlockBytes, RetryDelay = TimeSpan.Zero };

    [Fact]
    public async Task Continue_PublicSet_IsStoredAndChecked()
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));

        var progress = await Create(storage, server).ContinueAsync(Id, Handle(), s_none);

        Assert.Equal(server.Archive, await StoredAsync(storage));
        Assert.Equal((server.Archive.Length, server.Archive.Length), (progress.Bytes, progress.Total));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(server.Archive)), progress.Sha256);
        var blob = await storage.Work.GetBlobClient(KaggleDownload.BlobName(Id)).GetPropertiesAsync();
        Assert.Equal(blob.Value.ETag.ToString(), progress.ETag);
        Assert.Equal([("/api/v1/datasets/download/owner/potholes", null)], server.KaggleRequests);
    }

    [Fact]
    public async Task Continue_OfAVersion_AsksForIt()
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));

        await Create(storage, server).ContinueAsync(Id, Handle() with { Version = 3 }, s_none);

        Assert.Equal("/api/v1/datasets/download/owner/potholes?datasetVersionNumber=3", server.KaggleRequests.Single().Address);
    }

    [Theory]
    [InlineData(Secret, "user", "key", "Bearer s3cr3t")]
    [InlineData(null, "user", Secret, "Basic dXNlcjpzM2NyM3Q=")]
    [InlineData(null, "user", null, null)]
    [InlineData(null, null, null, null)]
    public async Task Continue_Credentials_GoToKaggleOnly(string? token, string? user, string? key, string? expected)
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));

        await Create(storage, server, s_options with { Token = token, UserName = user, Key = key }).ContinueAsync(Id, Handle(), s_none);

        Assert.Equal([expected], server.KaggleRequests.Select(request => request.Authorization));
        Assert.Equal([null], server.StorageRequests.Select(request => request.Authorization));
    }

    [Fact]
    public async Task Continue_CutConnections_GoesOnWhereTheyWereCut()
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));
        int[] cuts = [100, BlockBytes, 0, BlockBytes * 2, 7];
        Array.ForEach(cuts, server.Cuts.Enqueue);

        await Create(storage, server).ContinueAsync(Id, Handle(), s_none);

        Assert.Equal(server.Archive, await StoredAsync(storage));
        var starts = server.StorageRequests.Select(request => request.From).ToList();
        Assert.Equal(cuts.Length + 1, starts.Count);
        Assert.Equal(starts.Order(), starts);
        Assert.True(starts[^1] > BlockBytes * 2, string.Join(", ", starts));
    }

    [Theory]
    [InlineData(429, "20", 20)]
    [InlineData(503, "20", 20)]
    [InlineData(503, "Fri, 02 Jan 2026 03:04:26 GMT", 21)]
    [InlineData(429, "0", 2)]
    [InlineData(429, "Thu, 01 Jan 2026 00:00:00 GMT", 2)]
    [InlineData(429, null, 2)]
    [InlineData(500, "20", 2)]
    public async Task Continue_PutOff_WaitsAsLongAsItIsAsked(int status, string? retryAfter, int seconds)
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));
        server.Failures.Enqueue(status);
        server.RetryAfter = retryAfter;
        var time = new ImpatientTime();

        var progress = await Create(storage, server, s_options with { RetryDelay = TimeSpan.FromSeconds(2) }, time).ContinueAsync(Id, Handle(), s_none);

        Assert.NotNull(progress.ETag);
        Assert.Equal([TimeSpan.FromSeconds(seconds)], time.Waits);
    }

    [Fact]
    public async Task Continue_PutOffForLong_SaysWhenToGoOnAndKeepsWhatHasArrived()
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));
        var time = new ImpatientTime();
        var begun = time.GetUtcNow();
        await Create(storage, server, s_options with { BytesPerCall = BlockBytes }, time).ContinueAsync(Id, Handle(), s_none);
        server.Failures.Enqueue(429);
        server.RetryAfter = "600";

        var progress = await Create(storage, server, s_options, time).ContinueAsync(Id, Handle(), s_none);

        Assert.Equal((null, BlockBytes, begun.AddMinutes(10)), (progress.ETag, progress.Bytes, progress.ContinueAt));
        Assert.Empty(time.Waits);
        Assert.NotNull((await Create(storage, server, s_options, time).ContinueAsync(Id, Handle(), s_none)).ETag);
    }

    [Fact]
    public async Task Continue_PutOffForDays_IsRefused()
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));
        server.Failures.Enqueue(429);
        server.RetryAfter = "172800";

        var exception = await Assert.ThrowsAsync<PipelineException>(() => Create(storage, server, s_options, new ImpatientTime()).ContinueAsync(Id, Handle(), s_none));

        Assert.StartsWith("Kaggle puts the download of 'owner/potholes' off for 48 hours", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Continue_InSeveralCalls_FetchesNoBlockTwice()
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));
        var options = s_options with { BytesPerCall = BlockBytes * 2 };

        // Each from a new object, as after a restart.
        var first = await Create(storage, server, options).ContinueAsync(Id, Handle(), s_none);
        Assert.Equal(new DownloadProgress(BlockBytes * 2, server.Archive.Length), first);
        Assert.Equal(BlockBytes * 4, (await Create(storage, server, options).ContinueAsync(Id, Handle(), s_none)).Bytes);
        await Create(storage, server).ContinueAsync(Id, Handle(), s_none);

        Assert.Equal(server.Archive, await StoredAsync(storage));
        Assert.Equal([0, BlockBytes * 2, BlockBytes * 4], server.StorageRequests.Select(request => request.From));
    }

    [Fact]
    public async Task Continue_WhenDone_AsksNobodyAgain()
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));
        var first = await Create(storage, server).ContinueAsync(Id, Handle(), s_none);

        Assert.Equal(first, await Create(storage, server).ContinueAsync(Id, Handle(), s_none));
        Assert.Single(server.KaggleRequests);
    }

    [Theory]
    [InlineData(200_000)]
    [InlineData(1_000)]
    public async Task Continue_ArchiveChangedInBetween_IsTheNewOneOnly(int newLength)
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));
        await Create(storage, server, s_options with { BytesPerCall = BlockBytes * 2 }).ContinueAsync(Id, Handle(), s_none);
        server.Archive = Archive(2, newLength);

        await Create(storage, server).ContinueAsync(Id, Handle(), s_none);

        Assert.Equal(server.Archive, await StoredAsync(storage));
    }

    [Fact]
    public async Task Continue_ServerWithoutRanges_BeginsAgainAfterACut()
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));
        server.IgnoresRange = true;
        server.Cuts.Enqueue(BlockBytes + 5);

        await Create(storage, server).ContinueAsync(Id, Handle(), s_none);

        Assert.Equal(server.Archive, await StoredAsync(storage));
    }

    [Theory]
    [InlineData("crc32c=AAAAAA==")]
    [InlineData("md5=AAAAAAAAAAAAAAAAAAAAAA==")]
    public async Task Continue_OtherChecksum_IsRefusedAndRemoved(string hash)
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));
        server.Hash = hash;

        var exception = await Assert.ThrowsAsync<PipelineException>(() => Create(storage, server).ContinueAsync(Id, Handle(), s_none));

        Assert.Contains("'owner/potholes' (150000 bytes) differs from the length and checksums", exception.Message, StringComparison.Ordinal);
        Assert.False(await storage.Work.GetBlobClient(KaggleDownload.BlobName(Id)).ExistsAsync());
    }

    [Theory]
    [InlineData(401, null, "Kaggle answered 401 for 'owner/potholes': there is no such data set, or it is not public.")]
    [InlineData(403, null, "Kaggle answered 403 for 'owner/potholes': there is no such data set, or it is not public.")]
    [InlineData(404, null, "set KAGGLE_API_TOKEN, or KAGGLE_USERNAME and KAGGLE_KEY, in the app's settings.")]
    [InlineData(401, Secret, "it does not know the credentials. Renew KAGGLE_API_TOKEN")]
    [InlineData(403, Secret, "Compare the handle with the page www.kaggle.com/datasets/owner/potholes, and accept the set's terms")]
    [InlineData(400, Secret, "Kaggle answered 400 for 'owner/potholes': the request is not what it expects.")]
    public async Task Continue_Refused_SaysWhichHandleAndWhatToDo(int status, string? token, string message)
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));
        server.Failures.Enqueue(status);

        var exception = await Assert.ThrowsAsync<PipelineException>(
            () => Create(storage, server, s_options with { Token = token }).ContinueAsync(Id, Handle(), s_none));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, exception.ToString(), StringComparison.Ordinal);
        Assert.Single(server.KaggleRequests);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Continue_BusyForAWhile_IsTriedAgain(int status)
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));
        server.Failures.Enqueue(status);
        server.Failures.Enqueue(status);

        await Create(storage, server).ContinueAsync(Id, Handle(), s_none);

        Assert.Equal(server.Archive, await StoredAsync(storage));
        Assert.Equal(3, server.KaggleRequests.Count);
    }

    [Fact]
    public async Task Continue_BusyForGood_FailsAndKeepsWhatArrived()
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));
        var options = s_options with { Token = Secret, Attempts = 3 };
        await Create(storage, server, options with { BytesPerCall = BlockBytes }).ContinueAsync(Id, Handle(), s_none);
        Array.ForEach([503, 503, 503], server.Failures.Enqueue);

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => Create(storage, server, options).ContinueAsync(Id, Handle(), s_none));

        Assert.Contains("The download of 'owner/potholes' from Kaggle failed 3 times in a row", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, exception.ToString(), StringComparison.Ordinal);
        await Create(storage, server, options).ContinueAsync(Id, Handle(), s_none);
        Assert.Equal([0, BlockBytes], server.StorageRequests.Select(request => request.From));
    }

    [Fact]
    public async Task Continue_StorageThatCutsEverything_ShowsNoSignature()
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));
        Array.ForEach([0, 0, 0, 0, 0], server.Cuts.Enqueue);

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => Create(storage, server).ContinueAsync(Id, Handle(), s_none));

        Assert.DoesNotContain("signature", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Continue_RedirectsWithoutEnd_AreGivenUp()
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));
        server.Loops = true;

        var exception = await Assert.ThrowsAsync<PipelineException>(() => Create(storage, server).ContinueAsync(Id, Handle(), s_none));

        Assert.Contains("more than 5 times", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Continue_Cancelled_Stops()
    {
        var storage = await fixture.CreateAsync();
        await using var server = await KaggleServer.StartAsync(Archive(1));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Create(storage, server).ContinueAsync(Id, Handle(), cancelled.Token));
    }

    [Fact]
    public void Options_Printed_KeepTheirSecrets()
    {
        var options = s_options with { Token = Secret, UserName = "user", Key = Secret };

        Assert.DoesNotContain(Secret, options.ToString(), StringComparison.Ordinal);
    }

    private static KaggleHandle Handle() => KaggleHandle.Parse(KaggleServer.Handle);

    private static byte[] Archive(int seed, int length = 150_000)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static KaggleDownload Create(PipelineStorage storage, KaggleServer server, KaggleOptions? options = null, TimeProvider? time = null)
    {
        options = (options ?? s_options) with { BaseAddress = server.BaseAddress };
        return new KaggleDownload(storage, new KaggleClient(KaggleClient.CreateHttp(), options), options, time ?? TimeProvider.System);
    }

    private static async Task<byte[]> StoredAsync(PipelineStorage storage) =>
        (await storage.Work.GetBlobClient(KaggleDownload.BlobName(Id)).DownloadContentAsync()).Value.Content.ToArray();
}
