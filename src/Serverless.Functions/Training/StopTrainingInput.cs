using Serverless.Pipeline.Training;

namespace Serverless.Functions.Training;

/// <summary>Input of <see cref="StopTraining"/>.</summary>
/// <param name="RunId">Id of the run.</param>
/// <param name="Result">What the run ends with; null where its job is to be launched again.</param>
public sealed record StopTrainingInput(string RunId, RunResult? Result);
