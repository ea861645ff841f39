using Serverless.Video;

namespace Serverless.Pipeline.Analysis;

/// <summary>The frames of a video and its chunks: <c>results/{id}/chunks/video.json</c>. It grows with the video, so it lies in a blob only.</summary>
/// <param name="Index">The frames of the video.</param>
/// <param name="Chunks">The parts that are worked on side by side, in order.</param>
public sealed record VideoPlan(VideoIndex Index, IReadOnlyList<VideoChunk> Chunks);
