using System.CommandLine;
using Serverless.Cli.Training;
using Serverless.Training;

namespace Serverless.Cli.Tests.Training;

public sealed class TrainingArgumentsTests
{
    [Fact]
    public void Read_NothingSaid_IsTheDefaults() => Assert.Equal(new TrainingOptions(), Read());

    [Fact]
    public void Read_EverythingSaid_IsTaken()
    {
        var options = Read(
            "--architecture", "yolo11s", "--epochs", "3", "--image-size", "320", "--multi-scale", "0.5", "--batch", "8", "--nominal-batch", "16",
            "--patience", "5", "--freeze", "10", "--seed", "7", "--optimizer", "sgd", "--learning-rate", "0.02", "--final-learning-rate", "0.1",
            "--cosine", "--momentum", "0.8", "--weight-decay", "0.001", "--warm-up-epochs", "1.5", "--warm-up-momentum", "0.7",
            "--warm-up-bias-rate", "0.05", "--gradient-clipping", "5", "--average-decay", "0.99", "--average-ramp", "100", "--box-gain", "1",
            "--class-gain", "2", "--dfl-gain", "3", "--close-mosaic", "4", "--mosaic", "0.3", "--device", "cpu", "--precision", "bfloat16",
            "--channels-last", "false", "--workers", "2", "--threads", "1", "--cache-mb", "64", "--disk-cache-mb", "128");

        var expected = new TrainingOptions
        {
            Architecture = "yolo11s",
            Epochs = 3,
            ImageSize = 320,
            MultiScale = 0.5,
            BatchSize = 8,
            NominalBatchSize = 16,
            Patience = 5,
            Freeze = 10,
            Seed = 7,
            Optimizer = OptimizerKind.Sgd,
            LearningRate = 0.02,
            FinalLearningRate = 0.1,
            CosineSchedule = true,
            Momentum = 0.8,
            WeightDecay = 0.001,
            WarmUpEpochs = 1.5,
            WarmUpMomentum = 0.7,
            WarmUpBiasLearningRate = 0.05,
            GradientClipping = 5,
            AverageDecay = 0.99,
            AverageRamp = 100,
            BoxGain = 1,
            ClassGain = 2,
            DflGain = 3,
            CloseMosaic = 4,
            Augmentation = new AugmentationOptions { Mosaic = 0.3 },
            Device = "cpu",
            Precision = Precision.BFloat16,
            ChannelsLast = false,
            Workers = 2,
            Threads = 1,
            CacheBytes = 64L << 20,
            DiskCacheBytes = 128L << 20,
        };
        Assert.Equal(expected, options);
    }

    [Fact]
    public void Read_NoNumber_IsRefused()
    {
        var arguments = new TrainingArguments();

        Assert.NotEmpty(Command(arguments).Parse(["--momentum", "0,8"]).Errors);
    }

    [Fact]
    public void Options_EveryKnobOfTheTrainer_HasOne() =>
        Assert.Equal(
            typeof(TrainingOptions).GetProperties().Count(property => property.CanWrite && property.Name != nameof(TrainingOptions.Augmentation))
            + typeof(AugmentationOptions).GetProperties().Count(property => property.SetMethod is { IsStatic: false }),
            new TrainingArguments().Options.Count);

    private static TrainingOptions Read(params string[] words)
    {
        var arguments = new TrainingArguments();
        var parsed = Command(arguments).Parse(words);
        Assert.Empty(parsed.Errors);
        return arguments.Read(parsed);
    }

    private static Command Command(TrainingArguments arguments)
    {
        var command = new Command("train");
        foreach (var option in arguments.Options)
        {
            command.Add(option);
        }

        return command;
    }
}
