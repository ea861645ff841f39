using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using OpenCvSharp;
using Serverless.LocalHost.Storage;
using Serverless.Pipeline;

namespace Serverless.Benchmarks.Ingestion;

/// <summary>
/// The whole way of a large upload through the app, against Azurite on disk. Decoding the same images at full size by the same
/// decoder, with as many threads as the app has activities, and nothing else, is the yardstick: half of them are decoded before
/// and half after, so that a machine that others use too counts alike on both sides. The images lie in memory; not even reading
/// them counts. The environment variable <c>INGESTION_IMAGES</c> gives another number of images than
/// <see cref="DefaultImages"/>.
/// </summary>
internal sealed class IngestionBenchmark : IBenchmark
{
    private const int DefaultImages = 20_000;

    // host.json: maxConcurrentActivityFunctions, hubName.
    private const int Activities = 2;
    private const string Hub = "Serverless";
    private const double MillisecondsPerSecond = 1000;

    public string Name => "ingestion";

    public string Description => "a data set of 20,000 images from upload to version (INGESTION_IMAGES gives another number)";

    public async Task RunAsync(Figures figures, CancellationToken cancellationToken)
    {
        var images = Environment.GetEnvironmentVariable("INGESTION_IMAGES") is { Length: > 0 } asked ? int.Parse(asked, CultureInfo.InvariantCulture) : DefaultImages;
        var archive = new SyntheticArchive();
        figures.Add("images", images);
        figures.Add("archive_mb", archive.MeanBytes * images / (1 << 20));
        var folder = Directory.CreateTempSubdirectory("benchmark");
        try
        {
            var account = folder.CreateSubdirectory("account");
            await using var azurite = await AzuriteProcess.StartAsync(new AzuriteOptions { DataFolder = account.FullName }, cancellationToken);
            await using var app = await AppProcess.StartAsync(azurite.ConnectionString, folder.CreateSubdirectory("temporary"), cancellationToken);
            // Before the upload: the app begins as soon as it sees it.
            var decoding = DecodeOnly(archive, 0, images / 2, cancellationToken);
            var id = await UploadAsync(azurite.ConnectionString, archive, images, cancellationToken);
            var (appBefore, storageBefore) = (app.ProcessorTime, azurite.ProcessorTime.TotalSeconds);
            var begin = Stopwatch.GetTimestamp();
            var stages = await app.CompleteAsync(id, cancellationToken);
            var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            var (appTime, storageTime) = (app.ProcessorTime - appBefore, azurite.ProcessorTime.TotalSeconds - storageBefore);
            decoding += DecodeOnly(archive, images / 2, images, cancellationToken);
            figures.Add("images_per_s", images / seconds);
            figures.Add("over_decode_only", seconds / decoding.Seconds);
            figures.Add("decode_only_cpu_ms_per_image", decoding.ProcessorSeconds * MillisecondsPerSecond / images);
            figures.Add("app_cpu_ms_per_image", appTime * MillisecondsPerSecond / images);
            figures.Add("storage_emulator_cpu_ms_per_image", storageTime * MillisecondsPerSecond / images);
            figures.Add("storage_emulator_share_of_cpu", storageTime / (appTime + storageTime));
            foreach (var (stage, time) in stages)
            {
                figures.Add($"{stage}_seconds", time);
            }

            figures.Add("peak_mb", app.PeakMemory);
            figures.Add("local_disk_mb", app.PeakFiles);
            figures.Add("max_history_events", await LongestHistoryAsync(azurite.ConnectionString, cancellationToken));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> UploadAsync(string connectionString, SyntheticArchive archive, int images, CancellationToken cancellationToken)
    {
        const string Path = "datasets/large.zip";
        var blob = new BlobContainerClient(connectionString, "inbox").GetBlobClient(Path);
        await using (var stream = await blob.OpenWriteAsync(overwrite: true, cancellationToken: cancellationToken))
        {
            archive.WriteZip(stream, images, cancellationToken);
        }

        var properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        return ResourceName.InstanceId("ingest", "large", Path, properties.Value.ETag.ToString());
    }

    /// <summary>What decoding the images from one number to another takes.</summary>
    private static Cost DecodeOnly(SyntheticArchive archive, int first, int end, CancellationToken cancellationToken)
    {
        var processorBefore = Environment.CpuUsage.TotalTime;
        var begin = Stopwatch.GetTimestamp();
        Parallel.For(first, end, new ParallelOptions { MaxDegreeOfParallelism = Activities, CancellationToken = cancellationToken }, number =>
        {
            using var pixels = Cv2.ImDecode(archive.Image(number), ImreadModes.Color);
        });
        return new Cost(Stopwatch.GetElapsedTime(begin).TotalSeconds, (Environment.CpuUsage.TotalTime - processorBefore).TotalSeconds);
    }

    /// <summary>Events of the orchestration that has most; one row of each is no event but tells how many there are.</summary>
    private static async Task<int> LongestHistoryAsync(string connectionString, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var row in new TableClient(connectionString, $"{Hub}History").QueryAsync<TableEntity>(select: ["PartitionKey"], cancellationToken: cancellationToken))
        {
            rows[row.PartitionKey] = rows.GetValueOrDefault(row.PartitionKey) + 1;
        }

        return rows.Values.Max() - 1;
    }

    private readonly record struct Cost(double Seconds, double ProcessorSeconds)
    {
        public static Cost operator +(Cost left, Cost right) => new(left.Seconds + right.Seconds, left.ProcessorSeconds + right.ProcessorSeconds);
    }
}
