namespace Serverless.Functions.Analysis;

/// <summary>Input of <see cref="WorkOnChunkGroup"/>: a run of chunks.</summary>
/// <param name="Folder">Folder of the analysis or rendering.</param>
/// <param name="Activity">Name of the activity that works on a chunk.</param>
/// <param name="First">Number of the first chunk.</param>
/// <param name="Count">Number of chunks.</param>
/// <param name="Concurrency">How many may be worked on at a time.</param>
public sealed record ChunkGroup(string Folder, string Activity, int First, int Count, int Concurrency);
