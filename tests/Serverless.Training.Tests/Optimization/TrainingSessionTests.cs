using Serverless.Training.Loading;
using Serverless.Training.Networks;
using Serverless.Training.Optimization;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Optimization;

public sealed class TrainingSessionTests
{
    [Fact]
    public void RunEpoch_OneBatch_MovesEveryParameterAndStatistic()
    {
        const int size = 64;
        manual_seed(1);
        var options = new TrainingOptions { ImageSize = size, BatchSize = 4, NominalBatchSize = 4, WarmUpEpochs = 0, Epochs = 2 };
        var declaration = NetworkDeclaration.Create("yolo11n", classes: 1);
        using var network = new DetectionNetwork(declaration, CPU);
        network.InitializeBiases();
        var before = network.State.ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());
        using var anchors = new AnchorGrids(declaration, CPU);
        var plan = OptimizerPlan.Create(options, images: 4, classes: 1);
        using var session = new TrainingSession(options, network, plan, new LearningRateSchedule(options, 1, plan), anchors, CPU);
        using var store = new ImageStore(Pictures.Rectangles(4), size, cacheBytes: 0);
        var batches = new BatchLoader(store, batchSize: 4, workers: 1).Training(new AugmentationOptions(), mosaic: false, 0, 0, default);

        session.RunEpoch(epoch: 0, batches, new LossMeans(), _ => { });

        var still = network.State
            .Where(entry => entry.Key != declaration.ProjectionName && entry.Value.equal(before[entry.Key]).all().item<bool>())
            .Select(entry => entry.Key)
            .Where(name => !IsOfUnassignedLevel(name));
        Assert.Empty(still);
        Assert.Equal(1, session.Average.Updates);
    }

    // The box branch of a level learns only where an object was assigned to that level.
    private static bool IsOfUnassignedLevel(string name) => name.StartsWith("model.23.cv2.", StringComparison.Ordinal);
}
