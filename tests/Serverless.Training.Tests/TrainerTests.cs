using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Training.Tests.Export;

namespace Serverless.Training.Tests;

[Collection(RunAlone.Name)]
public sealed class TrainerTests
{
    private static readonly TrainingOptions Options = new()
    {
        ImageSize = 96,
        Epochs = 2,
        BatchSize = 8,
        Threads = 1,
        Device = "cpu",
    };

    [Fact]
    public void Train_TwoEpochs_LeavesAllFilesAndReportsEveryStage()
    {
        using var folder = new TemporaryFolder();
        var stages = new RecordedProgress();

        var result = Train(Options, Data(16), folder, progress: stages);

        Assert.All(
            ["weights.safetensors", "last.safetensors", "metrics.csv", "curves.png", "model.onnx", "model-dynamic.onnx"],
            name => Assert.True(File.Exists(folder.File(name)), name));
        Assert.All(
            ["labels.png", "train_batch0.png", "PR_curve.png", "confusion_matrix.png", "val_batch0_labels.png", "val_batch0_pred.png"],
            name => Assert.True(File.Exists(folder.File(name)), name));
        using var report = JsonDocument.Parse(File.ReadAllText(folder.File("metrics.json")));
        Assert.Equal(result.Best.Map50, report.RootElement.GetProperty("map50").GetDouble(), 1e-5);
        Assert.Equal(3, File.ReadAllLines(folder.File("metrics.csv")).Length);
        Assert.Equal(Enum.GetValues<TrainingStage>(), stages.Stages.Distinct());
        Assert.Equal(2, result.Epochs.Count);
        Assert.Equal(16, result.Images);
        Assert.Contains(result.Best, result.Epochs);
    }

    [Fact]
    public void Train_FewImagesOverAndOver_LearnsThemByHeart()
    {
        using var folder = new TemporaryFolder();
        var images = Pictures.Rectangles(8);
        var options = Options with
        {
            ImageSize = 64,
            BatchSize = 2,
            NominalBatchSize = 2,
            Epochs = 3,
            WarmUpEpochs = 1,
            Augmentation = AugmentationOptions.None,
        };

        // 96 steps an epoch: the running statistics, which move by 3 % a step, need a few hundred to settle.
        var many = Enumerable.Repeat(images, 24).SelectMany(copy => copy).ToArray();
        var result = Train(options, new TrainingData(["rectangle"], many, images), folder);

        Assert.InRange(result.Best.Map50, 0.8, 1);
        Assert.True(result.Epochs[^1].BoxLoss < result.Epochs[0].BoxLoss);
    }

    [Fact]
    public void Train_SameSeed_GivesTheSameNumbers()
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        var options = Options with { Epochs = 1, CloseMosaic = 0 };

        var one = Train(options with { Workers = 1 }, Data(8), first);
        var three = Train(options with { Workers = 3 }, Data(8), second);

        Assert.Equal(one.Best.BoxLoss, three.Best.BoxLoss, 1e-6);
        Assert.Equal(File.ReadAllBytes(first.File("weights.safetensors")), File.ReadAllBytes(second.File("weights.safetensors")));
    }

    [Fact]
    public void Train_FromWeights_TakesThemAll()
    {
        using var initial = new TemporaryFolder();
        using var folder = new TemporaryFolder();
        var weights = RandomWeights.Save(initial, "yolov8n", "rectangle");

        var result = Train(Options with { Epochs = 1 }, Data(8), folder, weights);

        Assert.Equal(355, result.TransferredTensors);
    }

    [Fact]
    public void Train_NoValidationImages_SaysWhatIsMissing()
    {
        using var folder = new TemporaryFolder();

        var exception = Assert.Throws<TrainingException>(() => new TrainingData(["rectangle"], Pictures.Rectangles(2), []).Checked());

        Assert.Contains("validation", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_Cancelled_Throws()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() =>
            new Trainer(Options, TimeProvider.System, NullLogger.Instance).Train(Data(8), null, folder.Path, null, source.Token));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(32)]
    public void Constructor_UnfitImageSize_SaysWhatItMayBe(int size)
    {
        var exception = Assert.Throws<TrainingException>(() =>
            new Trainer(Options with { ImageSize = size }, TimeProvider.System, NullLogger.Instance));

        Assert.Contains("multiple of 32", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_CloseMosaic_IsOfTheLastEpochs()
    {
        double[] Losses(int closed)
        {
            using var folder = new TemporaryFolder();
            return [.. Runs.Train(Runs.Options with { Epochs = 2, CloseMosaic = closed }, Runs.Data(4), folder).Epochs.Select(metrics => metrics.BoxLoss)];
        }

        var (never, last, both) = (Losses(0), Losses(1), Losses(2));

        Assert.Equal(never[0], last[0]);
        Assert.NotEqual(never[1], last[1]);
        Assert.NotEqual(never[0], both[0]);
    }

    [Fact]
    public void Train_MultiScale_SeesOtherSizes()
    {
        double Loss(double multiScale)
        {
            using var folder = new TemporaryFolder();
            return Runs.Train(Runs.Options with { Epochs = 1, MultiScale = multiScale }, Runs.Data(), folder).Best.BoxLoss;
        }

        var (fixedSize, severalSizes) = (Loss(0), Loss(0.5));

        Assert.True(double.IsFinite(severalSizes));
        Assert.NotEqual(fixedSize, severalSizes);
    }

    private static TrainingData Data(int count) =>
        new(["rectangle"], Pictures.Rectangles(count), Pictures.Rectangles(8, seed: 1000));

    private static TrainingResult Train(
        TrainingOptions options, TrainingData data, TemporaryFolder folder, string? initialWeights = null, IProgress<TrainingProgress>? progress = null) =>
        new Trainer(options, TimeProvider.System, NullLogger.Instance).Train(data, initialWeights, folder.Path, progress, default);

    private sealed class RecordedProgress : IProgress<TrainingProgress>
    {
        public List<TrainingStage> Stages { get; } = [];

        public void Report(TrainingProgress value) => Stages.Add(value.Stage);
    }
}
