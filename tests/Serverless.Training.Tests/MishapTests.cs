using Serverless.Training.Checkpoints;
using Serverless.Training.Networks;
using Serverless.Training.Weights;

namespace Serverless.Training.Tests;

public sealed class MishapTests
{
    // Without clipping a rate of 1 soon drives activations out of the range of float16.
    private static readonly TrainingOptions Reckless = Runs.Options with
    {
        Optimizer = OptimizerKind.Sgd,
        Precision = Precision.Float16,
        LearningRate = 1,
        GradientClipping = 0,
        BatchSize = 2,
        NominalBatchSize = 2,
        Epochs = 2,
    };

    [Fact]
    public void Train_LossNotFinite_GoesBackAndOnWithALowerRate()
    {
        using var folder = new TemporaryFolder();
        var log = new RecordedLog();

        var result = Train(Reckless, Runs.Data(), folder, log);

        var state = Checkpoint.ReadState(folder.File(Checkpoint.FileName));
        Assert.InRange(state.Rollbacks, 1, 3);
        Assert.Equal(state.Rollbacks, log.Warnings.Count(line => line.Contains("Back to the last checkpoint", StringComparison.Ordinal)));
        Assert.Equal(Math.Pow(0.2, state.Rollbacks), state.LearningRateFactor, 1e-12);
        Assert.All(result.Epochs, metrics => Assert.True(double.IsFinite(metrics.BoxLoss + metrics.ClassLoss + metrics.DflLoss)));
        Assert.Equal(state.LearningRateFactor * 0.505, result.Epochs[^1].LearningRate, 1e-9);
    }

    [Fact]
    public void Train_LossNotFiniteAgainAndAgain_EndsWithAUsableCheckpoint()
    {
        using var folder = new TemporaryFolder();
        using var spoilt = new TemporaryFolder();
        WriteSpoiltWeights(spoilt.File("nan.safetensors"));
        var log = new RecordedLog();

        var exception = Assert.Throws<TrainingException>(() =>
            new Trainer(Runs.Options, TimeProvider.System, log).Train(Runs.Data(), spoilt.File("nan.safetensors"), folder.Path, null, default));

        Assert.Contains("not a finite number", exception.Message, StringComparison.Ordinal);
        Assert.Contains("lower learning rate", exception.Message, StringComparison.Ordinal);
        Assert.Equal(3, log.Warnings.Count());
        Assert.Equal(3, Checkpoint.ReadState(folder.File(Checkpoint.FileName)).Rollbacks);
    }

    [Fact]
    public void Train_OutOfMemoryInTheFirstEpoch_HalvesTheBatchAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        var log = new RecordedLog();
        var data = Failing(Runs.Data(), failures: 1, OutOfMemory);

        var result = Train(Runs.Options with { CacheBytes = 0, Epochs = 1 }, data, folder, log);

        Assert.Equal(
            ["Memory does not suffice for 4 images a batch: going on with 2"], log.Warnings);
        Assert.Equal(2, TrainingCheckpoint.Read(folder.Path).Options.BatchSize);
        Assert.Single(result.Epochs);
    }

    [Fact]
    public void Train_OutOfMemoryLater_EndsWithAdvice()
    {
        using var folder = new TemporaryFolder();
        var armed = false;
        var data = Failing(Runs.Data(), () => armed, OutOfMemory);

        var exception = Assert.Throws<TrainingException>(() => Runs.Train(
            Runs.Options with { CacheBytes = 0 }, data, folder, progress => armed |= progress is { Epoch: 2, Step: 0 }|progress => gone |= progress is { Epoch: 2, Step: 0 }));

        Assert.Contains("Memory does not suffice in epoch 2", exception.Message, StringComparison.Ordinal);
        Assert.Single(TrainingCheckpoint.Read(folder.Path).History);
    }

    [Fact]
    public void Train_DatasetVanishes_EndsWithACheckpointToResumeFrom()
    {
        using var folder = new TemporaryFolder();
        var gone = false;
        var data = Failing(Runs.Data(), () => gone, () => new FileNotFoundException("Could not find 3.png."));

        var exception = Assert.Throws<TrainingException>(() => Runs.Train(
            Runs.Options with { CacheBytes = 0 }, data, folder, progress => gone |= progress is { Epoch: 2, Step: 1 }));
        gone = false;
        var resumed = Runs.Resume(data, folder);

        Assert.Contains("An image cannot be read any more in epoch 2: Could not find 3.png.", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"serverless resume {folder.Path}", exception.Message, StringComparison.Ordinal);
        Assert.Equal(3, resumed.Epochs.Count);
    }

    [Fact]
    public void Train_DiskFull_EndsWithTheCheckpointOfTheEpochBefore()
    {
        using var disk = SmallDisk.Mount(megabytes: 240);
        string? filler = null;

        var exception = Assert.Throws<TrainingException>(() => Runs.Train(Runs.Options, Runs.Data(), disk.Folder, progress =>
        {
            if (progress is { Epoch: 2, Step: 1 } && filler is null)
            {
                filler = disk.Folder.File("filler");
                disk.Fill(filler);
            }
        }));
        var whole = TrainingCheckpoint.Read(disk.Folder.Path);
        File.Delete(filler!);
        var resumed = Runs.Resume(Runs.Data(), disk.Folder);

        Assert.StartsWith("The disk is full", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"serverless resume {disk.Folder.Path}", exception.Message, StringComparison.Ordinal);
        Assert.Single(whole.History);
        Assert.Equal(3, resumed.Epochs.Count);
    }

    private static void WriteSpoiltWeights(string path)
    {
        using var network = new DetectionNetwork(NetworkDeclaration.Create("yolov8n", classes: 1), TorchSharp.torch.CPU);
        using var noGradient = TorchSharp.torch.no_grad();
        network.State["model.0.conv.weight"].fill_(double.NaN);
        WeightsFile.Save(path, network, new ModelInfo("yolov8n", ["rectangle"], 64));
    }

    // As the tensor library throws it.
    private static Exception OutOfMemory() => Record.Exception(() => TorchSharp.torch.empty(1L << 50))!;

    private static TrainingResult Train(TrainingOptions options, TrainingData data, TemporaryFolder folder, RecordedLog log) =>
        new Trainer(options, TimeProvider.System, log).Train(data, null, folder.Path, null, default);

    // Fails a number of times once every image has been read.
    private static TrainingData Failing(TrainingData data, int failures, Func<Exception> exception)
    {
        var reads = 0;
        var failed = 0;
        return Failing(data, () => Interlocked.Increment(ref reads) > data.Training.Count && Interlocked.Increment(ref failed) <= failures, exception);
    }

    private static TrainingData Failing(TrainingData data, Func<bool> when, Func<Exception> exception) => data with
    {
        Training = [.. data.Training.Select(image => image with { Read = () => when() ? throw exception() : image.Read() })],
    };
}
