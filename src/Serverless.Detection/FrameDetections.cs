namespace Serverless.Detection;

/// <summary>What was found in one frame.</summary>
/// <param name="Frame">Number of the frame in the video, from 0.</param>
/// <param name="Time">Presentation time in seconds from the start of the video.</param>
/// <param name="Objects">By falling confidence.</param>
public sealed record FrameDetections(int Frame, double Time, IReadOnlyList<DetectedObject> Objects);
