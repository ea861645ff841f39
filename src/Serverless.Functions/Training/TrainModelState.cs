using Serverless.Pipeline.Training;

namespace Serverless.Functions.Training;

/// <summary>Input of <see cref="TrainModel"/>, carried over when it begins a new history.</summary>
/// <param name="Run">The run.</param>
/// <param name="Limits">How long it may take.</param>
public sealed record TrainModelState(TrainingRun Run, TrainModelLimits Limits)
{
    /// <summary>How often the job was launched; 0 before the first time.</summary>
    public int Attempt { get; init; }

    /// <summary>Launches since the run came a step further than before.</summary>
    public int FruitlessAttempts { get; init; }

    /// <summary>The epoch that was reached when the job was launched last.</summary>
    public int EpochAtLaunch { get; init; }

    /// <summary>When the job was launched last.</summary>
    public DateTime LaunchedAt { get; init; }

    /// <summary>When the job was launched first.</summary>
    public DateTime StartedAt { get; init; }

    /// <summary>How often its progress was read since the job was launched last, or before that its place in the line.</summary>
    public int Polls { get; init; }
}
