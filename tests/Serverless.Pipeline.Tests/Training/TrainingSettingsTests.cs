using Serverless.Pipeline.Tests.Support;
using Serverless.Pipeline.Training;

namespace Serverless.Pipeline.Tests.Training;

public sealed class TrainingSettingsTests
{
    public static TheoryData<TrainingSettings> Sound => new(
        new TrainingSettings(),
        new TrainingSettings { Epochs = 1, ImageSize = 64, Batch = 1, LearningRate = 1e-9, CloseMosaic = 0, Device = "cpu" },
        new TrainingSettings { Epochs = 10_000, ImageSize = 4096, Batch = 1024, LearningRate = 1, CloseMosaic = 500, Device = "cuda" },
        new TrainingSettings { Architecture = "yolo11x", Seed = int.MinValue });

    public static TheoryData<TrainingSettings, string> Refused => new()
    {
        { new TrainingSettings { Architecture = "yolov9n" }, "architecture 'yolov9n' is unknown: use one of yolov8n, yolov8s, yolov8m, yolov8l, yolov8x, yolo11n, yolo11s, yolo11m, yolo11l, yolo11x" },
        { new TrainingSettings { Architecture = "YOLOv8n" }, "architecture 'YOLOv8n' is unknown: use one of yolov8n, yolov8s, yolov8m, yolov8l, yolov8x, yolo11n, yolo11s, yolo11m, yolo11l, yolo11x" },
        { new TrainingSettings { Epochs = 0 }, "epochs is 0: use 1 to 10000" },
        { new TrainingSettings { Epochs = 10_001 }, "epochs is 10001: use 1 to 10000" },
        { new TrainingSettings { ImageSize = 32 }, "imageSize is 32: use a multiple of 32 from 64 to 4096" },
        { new TrainingSettings { ImageSize = 641 }, "imageSize is 641: use a multiple of 32 from 64 to 4096" },
        { new TrainingSettings { ImageSize = 4128 }, "imageSize is 4128: use a multiple of 32 from 64 to 4096" },
        { new TrainingSettings { Batch = 0 }, "batch is 0: use 1 to 1024" },
        { new TrainingSettings { Batch = 1025 }, "batch is 1025: use 1 to 1024" },
        { new TrainingSettings { LearningRate = 0 }, "learningRate is 0: use a number above 0 and at most 1" },
        { new TrainingSettings { LearningRate = 1.5 }, "learningRate is 1.5: use a number above 0 and at most 1" },
        { new TrainingSettings { LearningRate = double.NaN }, "learningRate is NaN: use a number above 0 and at most 1" },
        { new TrainingSettings { CloseMosaic = -1 }, "closeMosaic is -1: use 0 or more" },
        { new TrainingSettings { Device = "gpu" }, "device 'gpu' is unknown: use auto, cpu or cuda" },
    };

    [Theory]
    [MemberData(nameof(Sound))]
    public void Validate_ValuesInRange_ReturnsThem(TrainingSettings settings) => Assert.Same(settings, settings.Validate());

    [Theory]
    [MemberData(nameof(Refused))]
    public void Validate_ValueOutOfRange_GivesTheRange(TrainingSettings settings, string reason)
    {
        using var culture = new CommaCulture();

        var exception = Assert.Throws<PipelineException>(settings.Validate);

        Assert.Equal($"Training cannot start: {reason}.", exception.Message);
    }
}
