using Serverless.Pipeline.Training;

namespace Serverless.Functions.Training;

/// <summary>Output of <see cref="TrainModel"/>.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">The new version.</param>
/// <param name="IsCurrent">Whether it became the current one: it does unless it is worse than the current one.</param>
/// <param name="Outcome">What the training came to.</param>
public sealed record TrainModelOutput(string Model, int Version, bool IsCurrent, TrainingOutcome Outcome);
