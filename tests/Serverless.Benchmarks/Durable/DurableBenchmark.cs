using System.Diagnostics;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.DurableTask.Client;

namespace Serverless.Benchmarks.Durable;

/// <summary>
/// The durable engine in the real host, against Azurite on disk. The round trip of a bare table row is the yardstick that
/// tells a slow engine from a slow machine.
/// </summary>
internal sealed class DurableBenchmark : IBenchmark
{
    private const int FanOut = 1000;
    private const int Orchestrations = 10_000;
    private const int AtATime = 20;

    public string Name => "durable";

    public string Description => "orchestrations, activities and blob events of Serverless.LocalHost";

    public async Task RunAsync(Figures figures, CancellationToken cancellationToken)
    {
        await using var app = await BenchmarkApp.StartAsync(cancellationToken);
        figures.Add("table_round_trip_ms_p50", await RoundTripAsync(app.ConnectionString, cancellationToken));
        figures.Add("empty_orchestration_ms_p50", await EmptyAsync(app.Client, cancellationToken));
        figures.Add("sequential_activities_per_s", await ActivitiesAsync(app.Client, nameof(DurableFunctions.Sequence), 200, cancellationToken));
        figures.Add("fanout_activities_per_s", await ActivitiesAsync(app.Client, nameof(DurableFunctions.FanOut), FanOut, cancellationToken));
        figures.Add("blob_event_ms_p50", await BlobEventAsync(app, cancellationToken));
        await MemoryAsync(app.Client, figures, cancellationToken);
    }

    private static async Task<double> RoundTripAsync(string connectionString, CancellationToken cancellationToken)
    {
        var table = new TableClient(connectionString, "yardstick");
        await table.CreateIfNotExistsAsync(cancellationToken);
        return await MedianAsync(200, number => table.UpsertEntityAsync(
            new TableEntity("p", $"{number}") { ["Text"] = "value" }, TableUpdateMode.Replace, cancellationToken));
    }

    private static Task<double> EmptyAsync(DurableTaskClient client, CancellationToken cancellationToken) =>
        MedianAsync(100, _ => RunAsync(client, nameof(DurableFunctions.Empty), 0, cancellationToken));

    /// <summary>Median of three, after one run to warm up.</summary>
    private static async Task<double> ActivitiesAsync(DurableTaskClient client, string orchestrator, int count, CancellationToken cancellationToken)
    {
        await RunAsync(client, orchestrator, count / 10, cancellationToken);
        return count / (await MedianAsync(3, _ => RunAsync(client, orchestrator, count, cancellationToken)) / 1000);
    }

    private static async Task<double> BlobEventAsync(BenchmarkApp app, CancellationToken cancellationToken)
    {
        var container = new BlobContainerClient(app.ConnectionString, DurableFunctions.Container);
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        return await MedianAsync(15, async number =>
        {
            await container.UploadBlobAsync($"{number}.txt", BinaryData.FromString("text"), cancellationToken);
            await app.BlobEvents.Reader.ReadAsync(cancellationToken);
        });
    }

    private static async Task MemoryAsync(DurableTaskClient client, Figures figures, CancellationToken cancellationToken)
    {
        await RunManyAsync(client, Orchestrations / 10, cancellationToken);
        var (managedBefore, workingSetBefore) = Memory();
        await RunManyAsync(client, Orchestrations, cancellationToken);
        var (managedAfter, workingSetAfter) = Memory();
        figures.Add("managed_growth_mb", managedAfter - managedBefore);
        figures.Add("memory_growth_mb", workingSetAfter - workingSetBefore);
    }

    private static Task RunManyAsync(DurableTaskClient client, int count, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
            async (_, cancellation) => await RunAsync(client, nameof(DurableFunctions.Sequence), 1, cancellation));

    private static async Task RunAsync(DurableTaskClient client, string orchestrator, int input, CancellationToken cancellationToken)
    {
        var id = await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, cancellationToken);
        var ended = await client.WaitForInstanceCompletionAsync(id, cancellationToken);
        if (ended.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
        {
            throw new InvalidOperationException($"The orchestration '{orchestrator}' is {ended.RuntimeStatus}.");
        }
    }

    /// <summary>What is in use after a full collection, in MB.</summary>
    private static (double Managed, double WorkingSet) Memory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true) / 1e6, process.WorkingSet64 / 1e6);
    }

    private static async Task<double> MedianAsync(int count, Func<int, Task> run)
    {
        var samples = new List<double>(count);
        for (var number = 0; number < count; number++)
        {
            var begin = Stopwatch.GetTimestamp();
            await run(number);
            samples.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        return Figures.Median(samples);
    }
}
