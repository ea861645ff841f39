using Serverless.Video;

namespace Serverless.Pipeline.Tests.Support;

/// <summary>The index of a video of 25 frames per second.</summary>
internal static class EvenIndex
{
    public static VideoIndex Of(int frames, int width = 16, int height = 16) => new()
    {
        Codec = "h264",
        Width = width,
        Height = height,
        Rotation = 0,
        TimeBase = new(1, 25),
        AverageFrameRate = new(25, 1),
        Pts = [.. Enumerable.Range(0, frames).Select(frame => (long)frame)],
        Keyframes = [0],
        Duration = TimeSpan.FromSeconds(frames / 25.0),
    };
}
