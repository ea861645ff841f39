namespace Serverless.Video;

/// <summary>A run of frames that is worked on by itself.</summary>
/// <param name="Number">Position among the chunks of the video, from 0.</param>
/// <param name="FirstFrame">Index of its first frame in the video, from 0.</param>
/// <param name="FrameCount">Number of frames, at least 1.</param>
public readonly record struct VideoChunk(int Number, int FirstFrame, int FrameCount);
