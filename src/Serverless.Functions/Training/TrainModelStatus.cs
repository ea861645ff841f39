using Serverless.Pipeline.Training;

namespace Serverless.Functions.Training;

/// <summary>Custom status of <see cref="TrainModel"/>.</summary>
/// <param name="Stage">What is being done: <c>waiting</c>, <c>launching</c>, <c>starting</c>, then the stage of the job.</param>
/// <param name="Attempt">How often the job was launched.</param>
/// <param name="Progress">What the job wrote last.</param>
/// <param name="Place">Place in the line for a slot, from 1, while waiting.</param>
/// <param name="SecondsLeft">Of the training, by the time that its epochs took; null before the first.</param>
public sealed record TrainModelStatus(string Stage, int Attempt, RunProgress? Progress = null, int? Place = null, double? SecondsLeft = null)
{
    public static TrainModelStatus From(RunProgress? progress, int attempt) =>
        new(progress?.Stage ?? "starting", attempt, progress, SecondsLeft: progress?.SecondsLeft);
}
