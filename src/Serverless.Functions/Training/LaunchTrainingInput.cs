namespace Serverless.Functions.Training;

/// <summary>Input of <see cref="LaunchTraining"/>.</summary>
public sealed record LaunchTrainingInput(string RunId, int Attempt);
