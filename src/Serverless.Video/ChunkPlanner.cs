namespace Serverless.Video;

/// <summary>Cuts a video into chunks of about the same number of frames.</summary>
public static class ChunkPlanner
{
    /// <summary>
    /// Cuts at the keyframe nearest to each even cut, where one is within a quarter of a chunk of it, and at the even cut
    /// itself otherwise (a video with a single keyframe): such a chunk costs the decoding from its keyframe on.
    /// </summary>
    /// <param name="index">The video.</param>
    /// <param name="targetFrames">Frames per chunk to aim at; chunks have about half to one and a half times as many.</param>
    /// <returns>Chunks in order that hold every frame once.</returns>
    public static IReadOnlyList<VideoChunk> Plan(VideoIndex index, int targetFrames)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(targetFrames);

        var frames = index.FrameCount;
        var count = Math.Max(1, (int)Math.Round((double)frames / targetFrames, MidpointRounding.AwayFromZero));
        var chunks = new VideoChunk[count];
        var first = 0;
        for (var number = 0; number < count; number++)
        {
            var end = number == count - 1
                ? frames
                : SnapToKeyframe(index.Keyframes, (int)((long)frames * (number + 1) / count), (frames / count - 1) / 4);
            chunks[number] = new VideoChunk(number, first, end - first);
            first = end;
        }

        return chunks;
    }

    private static int SnapToKeyframe(IReadOnlyList<int> keyframes, int frame, int reach)
    {
        var nearest = frame;
        var distance = reach + 1;
        foreach (var keyframe in keyframes)
        {
            if (Math.Abs(keyframe - frame) < distance)
            {
                nearest = keyframe;
                distance = Math.Abs(keyframe - frame);
            }
        }

        return nearest;
    }
}
