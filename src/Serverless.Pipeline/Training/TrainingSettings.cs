namespace Serverless.Pipeline.Training;

/// <summary>How a model is trained. Fields left out take the recipe's default.</summary>
public sealed record TrainingSettings
{
    /// <summary>One of <see cref="KnownArchitectures"/>.</summary>
    public string Architecture { get; init; } = "yolov8n";

    /// <summary>Passes over the training images, 1 to 10,000.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Side of the square network input in pixels, a multiple of 32 from 64 to 4096.</summary>
    public int ImageSize { get; init; } = 640;

    /// <summary>Images a step, 1 to 1024.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>
    /// Images that an update of the weights is made from, 1 to 1024: batches are accumulated until there are so many. Fewer
    /// make more updates, which a short training from scratch needs.
    /// </summary>
    public int NominalBatch { get; init; } = 64;

    /// <summary>Initial learning rate, above 0 and at most 1; <c>null</c> lets the recipe choose.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Passes at the end that see whole images instead of mosaics, from 0; <c>null</c> for the recipe's 10.</summary>
    public int? CloseMosaic { get; init; }

    /// <summary>Seed of weights, shuffling and augmentation.</summary>
    public int Seed { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "auto";

    public static IReadOnlyList<string> KnownArchitectures { get; } =
        [.. from family in (string[])["yolov8", "yolo11"] from scale in "nsmlx" select $"{family}{scale}"];

    /// <exception cref="PipelineException">A value is out of its range; the message gives the range.</exception>
    public TrainingSettings Validate()
    {
        Require(KnownArchitectures.Contains(Architecture), $"architecture '{Architecture}' is unknown: use one of {string.Join(", ", KnownArchitectures)}");
        Require(Epochs is >= 1 and <= 10_000, $"epochs is {Epochs}: use 1 to 10000");
        Require(ImageSize is >= 64 and <= 4096 && ImageSize % 32 == 0, $"imageSize is {ImageSize}: use a multiple of 32 from 64 to 4096");
        Require(Batch is >= 1 and <= 1024, $"batch is {Batch}: use 1 to 1024");
        Require(NominalBatch is >= 1 and <= 1024, $"nominalBatch is {NominalBatch}: use 1 to 1024");
        Require(LearningRate is null or (> 0 and <= 1), $"learningRate is {LearningRate}: use a number above 0 and at most 1");
        Require(CloseMosaic is null or >= 0, $"closeMosaic is {CloseMosaic}: use 0 or more");
        Require(Device is "auto" or "cpu" or "cuda", $"device '{Device}' is unknown: use auto, cpu or cuda");
        return this;
    }

    private static void Require(bool holds, FormattableString message)
    {
        if (!holds)
        {
            throw new PipelineException($"Training cannot start: {FormattableString.Invariant(message)}.");
        }
    }
}
