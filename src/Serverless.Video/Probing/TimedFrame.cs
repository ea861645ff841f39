namespace Serverless.Video.Probing;

/// <summary>A frame's place in time, in ticks of the stream's time base.</summary>
/// <param name="Pts">When it is shown; null where the container does not say.</param>
/// <param name="Duration">For how long, 0 where unknown.</param>
/// <param name="IsKeyframe">Whether decoding may start with it.</param>
internal readonly record struct TimedFrame(long? Pts, long Duration, bool IsKeyframe);
