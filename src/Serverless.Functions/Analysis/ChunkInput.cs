namespace Serverless.Functions.Analysis;

/// <summary>Input of <see cref="DetectChunk"/> and <see cref="RenderChunk"/>.</summary>
/// <param name="Id">Id of the analysis.</param>
/// <param name="Chunk">Number of the chunk, from 0.</param>
public sealed record ChunkInput(string Id, int Chunk);
