using Serverless.Datasets;
using Serverless.Training.Loading;
using Serverless.Training.Losses;
using Serverless.Training.Networks;
using Serverless.Training.Optimization;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Optimization;

[Collection(RunAlone.Name)]
public sealed class FirstBatchTests
{
    /// <summary>Measured with the original at the same size and batch: the network, its start, the loader and the loss, all at once.</summary>
    [Fact]
    public void Compute_FirstBatchFromScratch_LosesAsMuchAsTheOriginal()
    {
        const int size = 320;
        using var scope = NewDisposeScope();
        using var dataset = DatasetReader.Open(SharedData.Path("pothole_parthusun8/dataset"));
        using var store = new ImageStore(SourceImage.Of(dataset, DatasetSplit.Train), size, cacheBytes: 0);
        manual_seed(0);
        using var network = new DetectionNetwork(NetworkDeclaration.Create("yolov8n", classes: 1), CPU);
        network.InitializeBiases();
        using var anchors = new AnchorGrid(network.Declaration, size, size, CPU);
        using var batches = new BatchLoader(store, batchSize: 16, workers: 1)
            .Training(new AugmentationOptions(), mosaic: true, seed: 0, epoch: 0, default).GetEnumerator();
        batches.MoveNext();
        var batch = batches.Current;
        var losses = new LossMeans();

        losses.Add(new DetectionLoss(new LossGains()).Compute(network.call(batch.ToTensor(CPU)), anchors, TargetBatch.Create(batch.Targets, CPU)).Parts);

        TestContext.Current.SendDiagnosticMessage("box {0:F2}, cls {1:F2}, dfl {2:F2}", losses.Box, losses.Class, losses.Distribution);
        Assert.Equal(4.32, losses.Box, 0.5);
        Assert.Equal(3.95, losses.Class, 0.5);
        Assert.Equal(4.23, losses.Distribution, 0.2);
    }
}
