using Serverless.Benchmarks;
using Serverless.Benchmarks.Durable;
using Serverless.Benchmarks.Inference;
using Serverless.Benchmarks.Ingestion;
using Serverless.Benchmarks.Training;
using Serverless.Benchmarks.Video;

IBenchmark[] benchmarks =
    [new DurableBenchmark(), new InferenceBenchmark(), new IngestionBenchmark(), new TrainingBenchmark(), new VideoBenchmark()];

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, signal) =>
{
    signal.Cancel = true;
    interrupted.Cancel();
};

if (args is not [var name] || Array.Find(benchmarks, benchmark => benchmark.Name == name) is not { } chosen)
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project tests/Serverless.Benchmarks -- NAME");
    foreach (var benchmark in benchmarks)
    {
        Console.Error.WriteLine($"  {benchmark.Name,-12} {benchmark.Description}");
    }

    return 2;
}

await chosen.RunAsync(new Figures(Console.Out), interrupted.Token);
return 0;
