namespace Serverless.Pipeline.Analysis;

/// <summary>What an orchestration has to know of a plan.</summary>
/// <param name="Chunks">Number of chunks.</param>
/// <param name="ConcurrentChunks">How many of them may be worked on at a time, over all machines.</param>
/// <param name="Seconds">How long planning took.</param>
public sealed record PlannedWork(int Chunks, int ConcurrentChunks, double Seconds);
