namespace Serverless.Functions.Analysis;

/// <summary>Input of <see cref="DetectChunk"/> and <see cref="RenderChunk"/>.</summary>
/// <param name="Folder">Folder of the analysis or rendering.</param>
/// <param name="Chunk">Number of the chunk, from 0.</param>
public sealed record ChunkInput(string Folder, int Chunk);
