using System.Diagnostics;
using Serverless.Detection;
using Serverless.Training;
using Serverless.Training.Loading;
using Serverless.Training.Losses;
using Serverless.Training.Networks;
using Serverless.Training.Optimization;
using static TorchSharp.torch;

namespace Serverless.Benchmarks.Training;

/// <summary>The trainer's step on random pixels with four objects an image and 80 classes, with the weights moved every time.</summary>
internal sealed class TrainingStep : IDisposable
{
    private const int Classes = 80;
    private const int ObjectsPerImage = 4;

    private readonly Device _device = ComputeDevice.Open("cpu", Environment.ProcessorCount);
    private readonly DetectionNetwork _network;
    private readonly AnchorGrids _anchors;
    private readonly Optimizer _optimizer;
    private readonly ModelAverage _average;
    private readonly DetectionLoss _loss = new(new LossGains());
    private readonly Tensor _images;
    private readonly TargetBatch _targets;
    private readonly int _batch;

    public TrainingStep(string architecture, int size, int batch)
    {
        _batch = batch;
        manual_seed(0);
        var options = new TrainingOptions { Architecture = architecture, ImageSize = size, BatchSize = batch };
        var declaration = NetworkDeclaration.Create(architecture, Classes);
        _network = new DetectionNetwork(declaration, _device);
        _network.InitializeBiases();
        _network.train();
        _anchors = new AnchorGrids(declaration, _device);
        _optimizer = Optimizer.Create(OptimizerPlan.Create(options, images: 500, Classes), _network);
        _average = new ModelAverage(_network, _device, options.AverageDecay, options.AverageRamp);
        _images = rand(batch, size, size, 3).permute(0, 3, 1, 2);
        _targets = TargetBatch.Create(RandomObjects(new Random(1), size), _device);
    }

    /// <summary>What one step took, part by part.</summary>
    public StepTimes Run()
    {
        using var scope = NewDisposeScope();
        var times = new long[5];
        times[0] = Stopwatch.GetTimestamp();
        var output = _network.call(_images);
        times[1] = Stopwatch.GetTimestamp();
        var values = _loss.Compute(output, _anchors.For(_images), _targets);
        times[2] = Stopwatch.GetTimestamp();
        values.Total.backward();
        times[3] = Stopwatch.GetTimestamp();
        _optimizer.PrepareGradients(lossScale: 1, maximumNorm: 10);
        _optimizer.Step(new StepSettings(1e-4, 1e-4, 0.9, 1));
        _optimizer.ClearGradients();
        _average.Update();
        times[4] = Stopwatch.GetTimestamp();
        return new StepTimes(
            _batch,
            Stopwatch.GetElapsedTime(times[0], times[1]),
            Stopwatch.GetElapsedTime(times[1], times[2]),
            Stopwatch.GetElapsedTime(times[2], times[3]),
            Stopwatch.GetElapsedTime(times[3], times[4]));
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _average.Dispose();
        _anchors.Dispose();
        _network.Dispose();
        _images.Dispose();
    }

    private List<IReadOnlyList<TargetBox>> RandomObjects(Random random, int size) =>
        [.. Enumerable.Range(0, _batch).Select(_ => Enumerable.Range(0, ObjectsPerImage).Select(_ => RandomObject(random, size)).ToList())];

    private static TargetBox RandomObject(Random random, int size)
    {
        var (left, top) = (random.Next(size * 3 / 4), random.Next(size * 3 / 4));
        return new TargetBox(
            new Box(left, top, left + random.Next(size / 16, size / 4), top + random.Next(size / 16, size / 4)), random.Next(Classes));
    }
}
