using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using Serverless.Datasets.Tests.Support;
using Serverless.Functions.Tests.Support;
using Serverless.LocalHost.Storage;
using Serverless.Pipeline;
using Serverless.Pipeline.Storage;

namespace Serverless.Functions.Tests.Ingestion;

/// <summary>The app is killed (SIGKILL) at a random moment of an ingestion and started again.</summary>
public sealed partial class IngestionRecoveryTests
{
    // More than one batch.
    private const int Images = 1100;

    private static readonly CancellationToken s_none = CancellationToken.None;

    [Theory]
    [InlineData(2, 1)]
    [InlineData(12, 2)]
    [Trait("Category", "Long")]
    public async Task Ingestion_KilledAndStartedAgain_GivesTheSameVersionByteForByte(int times, int seed)
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        var storage = new PipelineStorage(new BlobServiceClient(azurite.ConnectionString));
        var archive = Archive();
        var app = await AppProcess.StartAsync(azurite.ConnectionString);
        try
        {
            var begin = Stopwatch.GetTimestamp();
            await app.CompleteAsync(await UploadAsync(storage, "run-000", archive));
            var undisturbed = Stopwatch.GetElapsedTime(begin);
            var expected = await ReadAsync(storage, "run-000");
            Assert.True(expected.Count > 18, string.Join(", ", expected.Keys));
            var random = new Random(seed);
            for (var run = 1; run <= times; run++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"run-{run:D3}");
                var moment = undisturbed * random.NextDouble();
                var id = await UploadAsync(storage, name, archive);
                await Task.Delay(moment, s_none);
                await app.KillAsync();
                var next = await AppProcess.StartAsync(azurite.ConnectionString);
                await app.DisposeAsync();
                app = next;
                await app.CompleteAsync(id);
                var actual = await ReadAsync(storage, name);
                Assert.Equal(expected.Keys, actual.Keys);
                Assert.All(expected, blob => Assert.True(blob.Value.AsSpan().SequenceEqual(actual[blob.Key]), $"{blob.Key} differs after a kill at {moment}."));
                Assert.Empty(await storage.Work.ListFilesAsync(string.Empty, s_none));
            }
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    private static byte[] Archive()
    {
        var builder = new DatasetBuilder().Text("data.yaml", "names: [pothole]\n");
        for (var number = 0; number < Images; number++)
        {
            var split = number % 5 == 0 ? "valid" : "train";
            builder.Pair(
                string.Create(CultureInfo.InvariantCulture, $"{split}/images/{number}.jpg"), string.Create(CultureInfo.InvariantCulture, $"{split}/labels/{number}.txt"));
        }

        return builder.Zip().ToArray();
    }

    private static async Task<string> UploadAsync(PipelineStorage storage, string name, byte[] archive)
    {
        var path = $"datasets/{name}.zip";
        using var content = new MemoryStream(archive);
        var uploaded = await storage.Inbox.GetBlobClient(path).UploadAsync(content);
        return ResourceName.InstanceId("ingest", name, path, uploaded.Value.ETag.ToString());
    }

    /// <summary>All blobs of a version, without what tells one upload from another: its name, ETag and time.</summary>
    private static async Task<SortedDictionary<string, byte[]>> ReadAsync(PipelineStorage storage, string name)
    {
        var blobs = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var path in await storage.Datasets.ListFilesAsync($"{name}/", s_none))
        {
            var content = (await storage.Datasets.GetBlobClient(path).DownloadContentAsync()).Value.Content;
            blobs[path[name.Length..]] = path.EndsWith(".tar", StringComparison.Ordinal)
                ? content.ToArray()
                : Encoding.UTF8.GetBytes(Particulars().Replace(content.ToString(), "…"));
        }

        return blobs;
    }

    [GeneratedRegex(@"run-\d{3}(-[0-9a-f]{12})?|0x[0-9A-F]{8,}|\d{4}-\d\d-\d\d[T ][\d:.]+")]
    private static partial Regex Particulars();
}
