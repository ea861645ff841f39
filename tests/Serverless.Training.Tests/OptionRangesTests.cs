namespace Serverless.Training.Tests;

public sealed class OptionRangesTests
{
    public static TheoryData<string, TrainingOptions> OutOfRange { get; } = new()
    {
        { "yolov9", new TrainingOptions { Architecture = "yolov9" } },
        { "Epochs", new TrainingOptions { Epochs = 0 } },
        { "ImageSize", new TrainingOptions { ImageSize = 100 } },
        { "MultiScale", new TrainingOptions { MultiScale = 1 } },
        { "BatchSize", new TrainingOptions { BatchSize = 0 } },
        { "NominalBatchSize", new TrainingOptions { NominalBatchSize = 0 } },
        { "Optimizer", new TrainingOptions { Optimizer = (OptimizerKind)9 } },
        { "LearningRate", new TrainingOptions { LearningRate = 0 } },
        { "FinalLearningRate", new TrainingOptions { FinalLearningRate = 1.1 } },
        { "Momentum", new TrainingOptions { Momentum = 1 } },
        { "WeightDecay", new TrainingOptions { WeightDecay = -0.1 } },
        { "WarmUpEpochs", new TrainingOptions { WarmUpEpochs = -1 } },
        { "WarmUpMomentum", new TrainingOptions { WarmUpMomentum = 1 } },
        { "WarmUpBiasLearningRate", new TrainingOptions { WarmUpBiasLearningRate = 2 } },
        { "GradientClipping", new TrainingOptions { GradientClipping = double.NaN } },
        { "AverageDecay", new TrainingOptions { AverageDecay = 1 } },
        { "AverageRamp", new TrainingOptions { AverageRamp = 0 } },
        { "BoxGain", new TrainingOptions { BoxGain = -1 } },
        { "ClassGain", new TrainingOptions { ClassGain = 1001 } },
        { "DflGain", new TrainingOptions { DflGain = double.PositiveInfinity } },
        { "Freeze is 23; it has to be between 0 and 22 for yolov8n", new TrainingOptions { Freeze = 23 } },
        { "Freeze is 24; it has to be between 0 and 23 for yolo11n", new TrainingOptions { Freeze = 24, Architecture = "yolo11n" } },
        { "Patience", new TrainingOptions { Patience = -1 } },
        { "CloseMosaic", new TrainingOptions { CloseMosaic = -1 } },
        { "Device", new TrainingOptions { Device = "tpu" } },
        { "Precision", new TrainingOptions { Precision = (Precision)7 } },
        { "Workers", new TrainingOptions { Workers = -1 } },
        { "Threads", new TrainingOptions { Threads = 5000 } },
        { "CacheBytes", new TrainingOptions { CacheBytes = -1 } },
        { "DiskCacheBytes", new TrainingOptions { DiskCacheBytes = -1 } },
    };

    [Fact]
    public void Validate_Defaults_AreInRange() => new TrainingOptions().Validate();

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void Validate_OutOfRange_NamesTheOption(string name, TrainingOptions options)
    {
        var exception = Assert.Throws<TrainingException>(options.Validate);

        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }
}
