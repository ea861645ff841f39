using Serverless.Pipeline.Training;

namespace Serverless.Functions.Training;

/// <summary>Input of <see cref="TrainModel"/>, carried over when it begins a new history.</summary>
/// <param name="Run">The run.</param>
/// <param name="Attempt">How often its job was launched; 0 before the first time.</param>
/// <param name="Polls">How often its progress was read.</param>
public sealed record TrainModelState(TrainingRun Run, int Attempt, int Polls)
{
    public static TrainModelState First(TrainingRun run) => new(run, Attempt: 0, Polls: 0);
}
