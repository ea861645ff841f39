namespace Serverless.Training;

/// <summary>How to train. The defaults are those of the public YOLOv8 and YOLO11 recipe.</summary>
public sealed record TrainingOptions
{
    /// <summary>What <see cref="Architecture"/> may be.</summary>
    public static IReadOnlyList<string> Architectures => Networks.Architecture.Names;

    /// <summary>One of <see cref="Architectures"/>.</summary>
    public string Architecture { get; init; } = "yolov8n";

    /// <summary>Passes over the training images, at least 1. The learning rate falls over all of them.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Side of the square input in pixels, a multiple of 32, at least 64.</summary>
    public int ImageSize { get; init; } = 640;

    /// <summary>
    /// Largest change of the input's side from batch to batch, as a share of <see cref="ImageSize"/>, from 0 (none) to 0.9: 0.5 gives
    /// sides from half to one and a half times the size, in multiples of 32. Makes a model that holds at several sizes, and costs time.
    /// </summary>
    public double MultiScale { get; init; }

    /// <summary>
    /// Images that go through the network together, at least 1. Where memory does not suffice in the first epoch it is halved.
    /// </summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>
    /// Gradients of smaller batches are added up to this many images before the weights move; at least 1.
    /// Not above <see cref="BatchSize"/> the weights move after every batch, which helps very short runs.
    /// </summary>
    public int NominalBatchSize { get; init; } = 64;

    /// <summary>What moves the weights; <see cref="OptimizerKind.Auto"/> chooses by the length of the run.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Auto;

    /// <summary>Peak learning rate, above 0 and at most 1; null for the optimizer's own (AdamW: 0.002·5/(4 + classes); SGD: 0.01).</summary>
    public double? LearningRate { get; init; }

    /// <summary>Share of the peak learning rate that is left at the end, 0 to 1.</summary>
    public double FinalLearningRate { get; init; } = 0.01;

    /// <summary>Whether the learning rate falls by a cosine instead of a line.</summary>
    public bool CosineSchedule { get; init; }

    /// <summary>
    /// Momentum of SGD or beta 1 of AdamW, at least 0 and below 1: how long past gradients count. Null for the optimizer's own
    /// (AdamW: 0.9; SGD: 0.937).
    /// </summary>
    public double? Momentum { get; init; }

    /// <summary>Pull of the convolutions' weights towards 0, at least 0 and below 1; scaled to the batch size that accumulation reaches.</summary>
    public double WeightDecay { get; init; } = 0.0005;

    /// <summary>Epochs of warm-up, at least 0, but never less than 100 steps; 0 for none.</summary>
    public double WarmUpEpochs { get; init; } = 3;

    /// <summary>Momentum that the warm-up starts from, at least 0 and below 1.</summary>
    public double WarmUpMomentum { get; init; } = 0.8;

    /// <summary>
    /// Learning rate of biases that the warm-up starts from, 0 to 1; null for the optimizer's own (SGD that was asked for: 0.1, else 0).
    /// </summary>
    public double? WarmUpBiasLearningRate { get; init; }

    /// <summary>Gradients whose norm, over all parameters, is above it are scaled down to it; 0 for no limit.</summary>
    public double GradientClipping { get; init; } = 10;

    /// <summary>Share of the averaged model that stays at an update once the ramp is over, at least 0 and below 1; 0 for no averaging.</summary>
    public double AverageDecay { get; init; } = 0.9999;

    /// <summary>Updates, above 0, after which that share has come to 63 % of <see cref="AverageDecay"/>: decay·(1 − e^(−n/ramp)).</summary>
    public double AverageRamp { get; init; } = 2000;

    /// <summary>Weight of the box loss (1 − CIoU) in the sum, 0 to 1000.</summary>
    public double BoxGain { get; init; } = 7.5;

    /// <summary>Weight of the class loss in the sum, 0 to 1000.</summary>
    public double ClassGain { get; init; } = 0.5;

    /// <summary>Weight of the distribution focal loss in the sum, 0 to 1000.</summary>
    public double DflGain { get; init; } = 1.5;

    /// <summary>
    /// Blocks at the beginning of the network, <c>model.0</c> on, whose parameters stay as they are; at most all but the head (22 of
    /// YOLOv8, 23 of YOLO11). Their running statistics go on, as in the public recipe. Quick to train on few images from good weights:
    /// 10 freezes the backbone.
    /// </summary>
    public int Freeze { get; init; }

    /// <summary>Epochs without a better model after which training stops, at least 0; 0 for never.</summary>
    public int Patience { get; init; } = 100;

    /// <summary>The last epochs, at least 0, which see whole images instead of mosaics.</summary>
    public int CloseMosaic { get; init; } = 10;

    /// <summary>How training images are varied.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Same seed, same data, same number of threads: same weights on a CPU.</summary>
    public int Seed { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Numbers that convolutions are computed with.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>
    /// Whether a pixel's channels lie side by side in memory; of effect on speed alone. Null for what pays: on a CPU always, on a GPU
    /// with 16 bits.
    /// </summary>
    public bool? ChannelsLast { get; init; }

    /// <summary>Threads that prepare images, 0 to 256; 0 for a choice by the number of processors. Results do not depend on it.</summary>
    public int Workers { get; init; }

    /// <summary>Threads that compute, 0 to 1024; 0 for one a processor.</summary>
    public int Threads { get; init; }

    /// <summary>Memory for decoded images in bytes, at least 0; those beyond it go on disk.</summary>
    public long CacheBytes { get; init; } = 2L << 30;

    /// <summary>
    /// Disk for decoded images that do not fit into memory, in bytes, at least 0, and at most half of what is free; those beyond it are
    /// decoded at every use.
    /// </summary>
    public long DiskCacheBytes { get; init; } = 8L << 30;

    /// <exception cref="TrainingException">A value is out of its range; the message says which one and what it may be.</exception>
    public void Validate() => OptionRanges.Check(this);
}
