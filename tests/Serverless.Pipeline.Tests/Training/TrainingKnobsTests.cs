using Serverless.Pipeline.Training;

namespace Serverless.Pipeline.Tests.Training;

public sealed class TrainingKnobsTests
{
    [Fact]
    public void Resolve_NothingSaid_TakesTheDefaults() =>
        Assert.Equal(new TrainingSettings(), new TrainingKnobs().Resolve(parent: null));

    [Fact]
    public void Resolve_EverythingSaid_TakesIt()
    {
        var knobs = new TrainingKnobs("yolo11s", 3, 320, 8, 16, 0.01, 0, 7, "cpu");

        var settings = knobs.Resolve(parent: null);

        var expected = new TrainingSettings
        {
            Architecture = "yolo11s",
            Epochs = 3,
            ImageSize = 320,
            Batch = 8,
            NominalBatch = 16,
            LearningRate = 0.01,
            CloseMosaic = 0,
            Seed = 7,
            Device = "cpu",
        };
        Assert.Equal(expected, settings);
    }

    [Fact]
    public void Resolve_WithParent_InheritsWhatItsWeightsDependOn()
    {
        var parent = new TrainingSettings
        {
            Architecture = "yolo11m",
            Epochs = 7,
            ImageSize = 416,
            Batch = 4,
            NominalBatch = 12,
            LearningRate = 0.5,
            CloseMosaic = 3,
            Seed = 9,
            Device = "cpu",
        };

        var settings = new TrainingKnobs().Resolve(parent);

        Assert.Equal(new TrainingSettings { Architecture = "yolo11m", ImageSize = 416, Batch = 4, NominalBatch = 12 }, settings);
    }

    [Fact]
    public void Resolve_WithParent_OwnWordsWin()
    {
        var parent = new TrainingSettings { Architecture = "yolo11m", ImageSize = 416, Batch = 4 };

        var settings = new TrainingKnobs("yolo11m", ImageSize: 320, Batch: 2).Resolve(parent);

        Assert.Equal(new TrainingSettings { Architecture = "yolo11m", ImageSize = 320, Batch = 2 }, settings);
    }

    [Fact]
    public void Resolve_OtherArchitectureThanParent_IsRefused()
    {
        var exception = Assert.Throws<PipelineException>(() => new TrainingKnobs("yolo11n").Resolve(new TrainingSettings()));

        Assert.Equal(
            "Weights of yolov8n cannot start a yolo11n: leave architecture out, or train it from \"scratch\".", exception.Message);
    }

    [Fact]
    public void Resolve_ValueOutOfRange_IsRefused()
    {
        var exception = Assert.Throws<PipelineException>(() => new TrainingKnobs(Epochs: 0).Resolve(parent: null));

        Assert.Equal("Training cannot start: epochs is 0: use 1 to 10000.", exception.Message);
    }
}
