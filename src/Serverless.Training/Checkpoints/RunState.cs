using Serverless.Training.Optimization;

namespace Serverless.Training.Checkpoints;

/// <summary>Where a training run stands, besides the tensors.</summary>
internal sealed record RunState
{
    /// <summary>As in effect: a batch that did not fit into memory is halved here.</summary>
    public required TrainingOptions Options { get; init; }

    public required OptimizerPlan Plan { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Tells whether a dataset is the one that the run began with.</summary>
    public required DataFingerprint Data { get; init; }

    /// <summary>Where the dataset lay; null where that is not known.</summary>
    public string? DataPath { get; init; }

    /// <summary>Tensors taken from the initial weights.</summary>
    public int TransferredTensors { get; init; }

    /// <summary>The finished epochs.</summary>
    public IReadOnlyList<EpochMetrics> History { get; init; } = [];

    /// <summary>The batches of the epoch after them that are done, with their losses.</summary>
    public LossSums Losses { get; init; } = new(0, 0, 0, 0);

    public required StepCounters Counters { get; init; }

    /// <summary>How often a loss that was not finite has sent the run back.</summary>
    public int Rollbacks { get; init; }

    /// <summary>Factor on all learning rates that came of it.</summary>
    public double LearningRateFactor { get; init; } = 1;

    /// <summary>Whether no better model came for so long that training was ended.</summary>
    public bool StoppedEarly { get; init; }

    /// <summary>Epochs up to this one do not count for stopping early: the run was extended here.</summary>
    public int PatienceFrom { get; init; }

    /// <summary>Computing time so far.</summary>
    public double Seconds { get; init; }

    /// <summary>The epoch with the largest fitness, of several the last; null before the first is done.</summary>
    public EpochMetrics? Best => History.Aggregate(
        (EpochMetrics?)null, (best, metrics) => best is null || metrics.Fitness >= best.Fitness ? metrics : best);

    /// <summary>Whether no epoch is left.</summary>
    public bool IsDone => StoppedEarly || History.Count >= Options.Epochs;

    /// <summary>Whether as many epochs have gone by without a better model as the options allow.</summary>
    public bool IsOutOfPatience => Options.Patience > 0 && Best is { } best && History.Count - Math.Max(best.Epoch, PatienceFrom) >= Options.Patience;
}
