using Serverless.Video;

namespace Serverless.Pipeline.Analysis;

/// <summary>One chunk of a video with what its work needs of the index: <c>results/{id}/chunks/00000.json</c>.</summary>
/// <param name="Chunk">Which frames.</param>
/// <param name="Index">A slice of the index.</param>
public sealed record ChunkPlan(VideoChunk Chunk, VideoIndex Index);
