using Serverless.Training.Checkpoints;
using Serverless.Training.Networks;
using Serverless.Training.Optimization;
using Serverless.Training.Weights;

namespace Serverless.Training.Tests;

public sealed class MishapTests
{
    [Fact]
    public void Train_CancelledWhenOnlyPicturesAreMissing_IsComplete()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        var stopWhenExported = Runs.CancelWhen(progress => progress.Stage == TrainingStage.Exporting, source);

        var result = Runs.Train(Runs.Options with { Epochs = 1 }, Runs.Data(), folder, stopWhenExported, source.Token);

        Assert.Single(result.Epochs);
        Assert.True(File.Exists(folder.File("model.onnx")));
        Assert.False(File.Exists(folder.File("metrics.json")));
    }

    [Fact]
    public void Train_LossNotFinite_GoesBackAndOnWithALowerRate()
    {
        using var folder = new TemporaryFolder();
        var entries = 0;
        var armed = false;
        var data = Failing(Runs.Data(), () => armed, () =>
        {
            armed = false;
            return new NonFiniteLossException("The loss");
        });

        // Twice the second epoch goes wrong.
        var result = Runs.Train(
            Runs.Options with { CacheBytes = 0, DiskCacheBytes = 0, LearningRate = 0.001 }, data, folder, progress => armed |= progress is { Epoch: 2, Stage: TrainingStage.Training, Step: 0 } && ++entries <= 2);

        var state = Checkpoint.ReadState(folder.File(Checkpoint.FileName));
        Assert.Equal(2, state.Rollbacks);
        Assert.Equal(0.04, state.LearningRateFactor, 1e-12);
        Assert.Equal([1, 2, 3], result.Epochs.Select(metrics => metrics.Epoch));
        Assert.Equal(0.001, result.Epochs[0].LearningRate, 1e-9);
        Assert.Equal(0.04 * 0.001 * 0.67, result.Epochs[1].LearningRate, 1e-9);
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

        var result = Train(Runs.Options with { CacheBytes = 0, DiskCacheBytes = 0, Epochs = 1 }, data, folder, log);

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
            Runs.Options with { CacheBytes = 0, DiskCacheBytes = 0 }, data, folder, progress => armed |= progress is { Epoch: 2, Step: 0 }));

        Assert.Contains("Memory does not suffice in epoch 2", exception.Message, StringComparison.Ordinal);
        Assert.Single(TrainingCheckpoint.Read(folder.Path).History);
    }

    [Fact]
    public void Train_DatasetVanishes_EndsWithACheckpointToResumeFrom()
    {
        using var folder = new TemporaryFolder();
        var gone = false;
        var data = Failing(Runs.Data(), () => gone, () => new FileNotFoundException("Could not find it."));

        var exception = Assert.Throws<TrainingException>(() => Runs.Train(
            Runs.Options with { CacheBytes = 0, DiskCacheBytes = 0 }, data, folder, progress => gone |= progress is { Epoch: 2, Step: 0 }));
        gone = false;
        var resumed = Runs.Resume(data, folder);

        Assert.Contains("The dataset was lost in epoch 2. The image ", exception.Message, StringComparison.Ordinal);
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

    [Fact]
    public void Train_FolderThatCannotBeMade_SaysSoAtOnce()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "in the way");
        var trainer = new Trainer(Runs.Options, TimeProvider.System, new RecordedLog());

        var exception = Assert.Throws<TrainingException>(() => trainer.Train(Runs.Data(), null, folder.File("file/run"), null, default));

        Assert.Contains("cannot be written", exception.Message, StringComparison.Ordinal);
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

    // Fails where it is told to, for any image.
    private static TrainingData Failing(TrainingData data, Func<bool> when, Func<Exception> exception) => data with
    {
        Training = [.. data.Training.Select(image => image with { Read = () => when() ? throw exception() : image.Read() })],
    };
}
