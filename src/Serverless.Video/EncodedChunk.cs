namespace Serverless.Video;

/// <summary>A chunk of a video as <see cref="FrameWriter"/> wrote it with that chunk's own times.</summary>
/// <param name="Chunk">Which frames it holds.</param>
/// <param name="Video">Where it is read from.</param>
public readonly record struct EncodedChunk(VideoChunk Chunk, VideoSource Video);
