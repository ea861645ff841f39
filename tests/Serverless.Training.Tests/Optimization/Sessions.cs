using Serverless.Training.Loading;
using Serverless.Training.Networks;
using Serverless.Training.Optimization;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Optimization;

/// <summary>A training session of a small network and one batch that it sees again and again.</summary>
internal sealed class Sessions : IDisposable
{
    private readonly AnchorGrids _anchors;
    private readonly ImageStore _store;

    // Its batch is valid as long as it stands there.
    private readonly IEnumerator<ImageBatch> _batches;

    public Sessions(TrainingOptions options)
    {
        Network = new DetectionNetwork(NetworkDeclaration.Create(options.Architecture, classes: 1), CPU);
        Network.InitializeBiases();
        _anchors = new AnchorGrids(Network.Declaration, CPU);
        var plan = OptimizerPlan.Create(options, images: options.BatchSize, classes: 1);
        Session = new TrainingSession(options, Network, plan, new LearningRateSchedule(options, stepsPerEpoch: 1, plan), _anchors, CPU);
        _store = new ImageStore(Pictures.Rectangles(options.BatchSize), options.ImageSize, cacheBytes: 0);
        _batches = new BatchLoader(_store, options.BatchSize, workers: 1).Training(AugmentationOptions.None, mosaic: false, 0, 0, default).GetEnumerator();
        _batches.MoveNext();
    }

    public static TrainingOptions Options { get; } = new() { ImageSize = 64, BatchSize = 4, NominalBatchSize = 4, WarmUpEpochs = 0, Epochs = 10 };

    public DetectionNetwork Network { get; }

    public TrainingSession Session { get; }

    /// <summary>Trains, and returns the means of the losses.</summary>
    public LossMeans Train(int steps)
    {
        var losses = new LossMeans();
        Session.RunEpoch(0, Enumerable.Repeat(_batches.Current, steps), losses, _ => { });
        return losses;
    }

    /// <summary>Trains until the weights have moved so often; float16 begins with steps that overflow and only lower its scale.</summary>
    public void TrainUntil(int updates)
    {
        for (var step = 0; Session.Count().Updates < updates; step++)
        {
            Assert.True(step < 30, "The weights do not move.");
            Train(steps: 1);
        }
    }

    public Dictionary<string, Tensor> Snapshot() => Network.State.ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());

    public void Dispose()
    {
        _batches.Dispose();
        _store.Dispose();
        Session.Dispose();
        _anchors.Dispose();
        Network.Dispose();
    }
}
