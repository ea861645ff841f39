namespace Serverless.Pipeline.Training;

/// <summary>Where a run can go on from: <c>runs/{id}/checkpoint.json</c>, written once its files are there.</summary>
/// <param name="Number">From 1; the files lie in <c>runs/{id}/checkpoints/{number}/</c>.</param>
/// <param name="Epochs">Passes that are done.</param>
/// <param name="Files">Names of the files.</param>
public sealed record RunCheckpoint(int Number, int Epochs, IReadOnlyList<string> Files);
