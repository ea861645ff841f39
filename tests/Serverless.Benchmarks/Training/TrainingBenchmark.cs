namespace Serverless.Benchmarks.Training;

/// <summary>Speed and memory of the training step and of the loader on this machine's processors.</summary>
internal sealed class TrainingBenchmark : IBenchmark
{
    private const int Batch = 8;
    private const int WarmUpSteps = 2;
    private const int GrowthSteps = 1000;

    public string Name => "training";

    public string Description => "training step by architecture and size, its parts, peak memory, the loader's mosaics";

    public Task RunAsync(Figures figures, CancellationToken cancellationToken)
    {
        Measure("v8n_320", "yolov8n", 320, steps: 12, figures, cancellationToken);
        Measure("11n_320", "yolo11n", 320, steps: 12, figures, cancellationToken);
        Measure("v8n_640", "yolov8n", 640, steps: 5, figures, cancellationToken);
        Measure("11n_640", "yolo11n", 640, steps: 5, figures, cancellationToken);
        MeasureConvolutions(figures);
        LoaderBenchmark.Run(figures, cancellationToken);
        MeasureGrowth(figures, cancellationToken);
        return Task.CompletedTask;
    }

    private static void Measure(string name, string architecture, int size, int steps, Figures figures, CancellationToken cancellationToken)
    {
        ProcessMemory.ResetPeak();
        using var step = new TrainingStep(architecture, size, Batch);
        var times = Run(step, steps, cancellationToken);
        var median = times.OrderBy(time => time.Total).ElementAt(times.Count / 2);
        figures.Add($"{name}_images_per_s", median.ImagesPerSecond);
        figures.Add($"{name}_forward_ms", median.Forward.TotalMilliseconds);
        figures.Add($"{name}_loss_ms", median.Loss.TotalMilliseconds);
        figures.Add($"{name}_backward_ms", median.Backward.TotalMilliseconds);
        figures.Add($"{name}_optimizer_ms", median.Optimizer.TotalMilliseconds);
        figures.Add($"{name}_peak_mb", ProcessMemory.Peak);
    }

    private static List<StepTimes> Run(TrainingStep step, int steps, CancellationToken cancellationToken)
    {
        var times = new List<StepTimes>();
        for (var i = 0; i < WarmUpSteps + steps; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var time = step.Run();
            if (i >= WarmUpSteps)
            {
                times.Add(time);
            }
        }

        return times;
    }

    private static void MeasureConvolutions(Figures figures)
    {
        var peak = ArithmeticPeak.MatrixGflops();
        figures.Add("matrix_product_gflops", peak);
        foreach (var size in new[] { 320, 640 })
        {
            var (gflops, seconds) = ArithmeticPeak.Convolutions("yolov8n", size, Batch);
            figures.Add($"v8n_{size}_convolutions_alone_ms", seconds * 1000);
            figures.Add($"v8n_{size}_convolutions_over_matrix_product", gflops / peak);
        }
    }

    private static void MeasureGrowth(Figures figures, CancellationToken cancellationToken)
    {
        using var step = new TrainingStep("yolov8n", size: 64, batch: 2);
        Run(step, GrowthSteps / 10, cancellationToken);
        var before = ProcessMemory.Resident;
        Run(step, GrowthSteps, cancellationToken);
        figures.Add("memory_growth_mb_1000_steps", ProcessMemory.Resident - before);
    }
}
