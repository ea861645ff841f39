
namespace Serverless.Training;

/// <summary>How to train. The defaults are those of the public YOLOv8 and YOLO11 recipe.</summary>
public sealed record TrainingOptions
{
    private const int SmallestImage = 64;

    /// <summary>What <see cref="Architecture"/> may be.</summary>
    public static IReadOnlyList<string> Architectures => Networks.Architecture.Names;

    /// <summary>One of <see cref="Architectures"/>.</summary>
    public string Architecture { get; init; } = "yolov8n";

    public int Epochs { get; init; } = 100;

    /// <summary>Side of the square input in pixels, a multiple of 32, at least 64.</summary>
    public int ImageSize { get; init; } = 640;

    /// <summary>Images that go through the network together.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>
    /// Gradients of smaller batches are added up to this many images before the weights move.
    /// Not above <see cref="BatchSize"/> the weights move after every batch, which helps very short runs.
    /// </summary>
    public int NominalBatchSize { get; init; } = 64;

    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Auto;

    /// <summary>Peak learning rate; null for the optimizer's own (AdamW: 0.002·5/(4 + classes); SGD: 0.01).</summary>
    public double? LearningRate { get; init; }

    /// <summary>Share of the peak learning rate that is left at the end.</summary>
    public double FinalLearningRate { get; init; } = 0.01;

    /// <summary>Whether the learning rate falls by a cosine instead of a line.</summary>
    public bool CosineSchedule { get; init; }

    public double WeightDecay { get; init; } = 0.0005;

    /// <summary>Epochs of warm-up, but never less than 100 steps; 0 for none.</summary>
    public double WarmUpEpochs { get; init; } = 3;

    /// <summary>Epochs without a better model after which training stops; 0 for never.</summary>
    public int Patience { get; init; } = 100;

    /// <summary>The last epochs, which see whole images instead of mosaics.</summary>
    public int CloseMosaic { get; init; } = 10;

    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Same seed, same data, same number of threads: same weights.</summary>
    public int Seed { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Threads that prepare images; 0 for a choice by the number of processors. Results do not depend on it.</summary>
    public int Workers { get; init; }

    /// <summary>Threads that compute; 0 for one a processor.</summary>
    public int Threads { get; init; }

    /// <summary>Memory for decoded images; those beyond it are decoded at every use.</summary>
    public long CacheBytes { get; init; } = 2L << 30;

    /// <exception cref="TrainingException">A value is out of its range; the message says which one and what it may be.</exception>
    public void Validate()
    {
        Networks.Architecture.Parse(Architecture);
        Require(Epochs >= 1, nameof(Epochs), Epochs, "at least 1");
        Require(ImageSize >= SmallestImage && ImageSize % 32 == 0, nameof(ImageSize), ImageSize, "a multiple of 32, at least 64");
        Require(BatchSize >= 1, nameof(BatchSize), BatchSize, "at least 1");
        Require(NominalBatchSize >= 1, nameof(NominalBatchSize), NominalBatchSize, "at least 1");
        Require(LearningRate is null or (> 0 and <= 1), nameof(LearningRate), LearningRate ?? 0, "above 0 and at most 1");
        Require(FinalLearningRate is >= 0 and <= 1, nameof(FinalLearningRate), FinalLearningRate, "between 0 and 1");
        Require(WeightDecay is >= 0 and < 1, nameof(WeightDecay), WeightDecay, "at least 0 and below 1");
        Require(WarmUpEpochs >= 0, nameof(WarmUpEpochs), WarmUpEpochs, "at least 0");
        Require(Patience >= 0, nameof(Patience), Patience, "at least 0");
        Require(CloseMosaic >= 0, nameof(CloseMosaic), CloseMosaic, "at least 0");
        Require(Workers is >= 0 and <= 256, nameof(Workers), Workers, "between 0 and 256");
        Require(Threads is >= 0 and <= 1024, nameof(Threads), Threads, "between 0 and 1024");
        Require(CacheBytes >= 0, nameof(CacheBytes), CacheBytes, "at least 0");
        Augmentation.Validate();
        if (Device is not ("auto" or "cpu" or "cuda"))
        {
            throw new TrainingException($"{nameof(Device)} is '{Device}'; it has to be auto, cpu or cuda.");
        }
    }

    private static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new TrainingException(FormattableString.Invariant($"{name} is {value}; it has to be {range}."));
        }
    }
}
