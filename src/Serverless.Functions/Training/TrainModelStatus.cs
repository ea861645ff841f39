using Serverless.Pipeline.Training;

namespace Serverless.Functions.Training;

/// <summary>Custom status of <see cref="TrainModel"/> while the job runs.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Attempt">How often the job was launched.</param>
/// <param name="Progress">What the job wrote last.</param>
public sealed record TrainModelStatus(string Stage, int Attempt, RunProgress? Progress = null)
{
    public static TrainModelStatus From(RunProgress? progress, int attempt) => new(progress?.Stage ?? "starting", attempt, progress);
}
