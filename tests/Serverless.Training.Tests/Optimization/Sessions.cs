using Serverless.Training.Loading;
using Serverless.Training.Networks;
using Serverless.Training.Optimization;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Optimization;

/// <summary>A training session of a small network and one batch that it sees again and again.</summary>
internal sealed class Sessions : IDisposable
{
    private readonly AnchorGrids _anchors;
    private readonly ImageBatch _batch;

    public Sessions(TrainingOptions options)
    {
        Network = new DetectionNetwork(NetworkDeclaration.Create(options.Architecture, classes: 1), CPU);
        Network.InitializeBiases();
        _anchors = new AnchorGrids(Network.Declaration, CPU);
        var plan = OptimizerPlan.Create(options, images: options.BatchSize, classes: 1);
        Session = new TrainingSession(options, Network, plan, new LearningRateSchedule(options, stepsPerEpoch: 1, plan), _anchors, CPU);
        using var store = new ImageStore(Pictures.Rectangles(options.BatchSize), options.ImageSize, cacheBytes: 0);
        _batch = new BatchLoader(store, options.BatchSize, workers: 1).Training(AugmentationOptions.None, mosaic: false, 0, 0, default).Single();
    }

    public static TrainingOptions Options { get; } = new() { ImageSize = 64, BatchSize = 4, NominalBatchSize = 4, WarmUpEpochs = 0, Epochs = 10 };

    public DetectionNetwork Network { get; }

    public TrainingSession Session { get; }

    /// <summary>Trains, and returns the means of the losses.</summary>
    public LossMeans Train(int steps)
    {
        var losses = new LossMeans();
        Session.RunEpoch(0, Enumerable.Repeat(_batch, steps), losses, _ => { });
        return losses;
    }

    public Dictionary<string, Tensor> Snapshot() => Network.State.ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());

    public void Dispose()
    {
        Session.Dispose();
        _anchors.Dispose();
        Network.Dispose();
    }
}
