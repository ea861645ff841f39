namespace Serverless.Video.Probing;

/// <summary>All shown frames of a track in the order they are shown.</summary>
/// <param name="Pts">Strictly ascending, in ticks of <paramref name="TimeBase"/>.</param>
/// <param name="Keyframes">Indices of frames at which decoding may start.</param>
/// <param name="LastDuration">How long the last frame is shown, 0 where unknown.</param>
/// <param name="TimeBase">Seconds per tick.</param>
/// <param name="Seekable">Whether the container knows these times, so that a decoder can be sent to them.</param>
internal sealed record FrameTable(IReadOnlyList<long> Pts, IReadOnlyList<int> Keyframes, long LastDuration, Rational TimeBase, bool Seekable)
{
    /// <summary>
    /// From the container's times, without what does not decode at the beginning: frames before the first keyframe of a
    /// recording begun between two.
    /// </summary>
    public static FrameTable Timed(IEnumerable<TimedFrame> frames, long firstDecodable, Rational timeBase)
    {
        var shown = frames
            .Where(frame => frame.Pts >= firstDecodable)
            .OrderBy(frame => frame.Pts)
            .DistinctBy(frame => frame.Pts)
            .ToList();
        var keyframes = Enumerable.Range(0, shown.Count).Where(i => shown[i].IsKeyframe).ToArray();
        return new([.. shown.Select(frame => frame.Pts!.Value)], keyframes, shown.Count == 0 ? 0 : shown[^1].Duration, timeBase, Seekable: true);
    }

    /// <summary>From decoding, where the container has no times: the decoder's guesses where they make sense, else even ones.</summary>
    public static FrameTable Untimed(IReadOnlyList<TimedFrame> decoded, Rational timeBase, Rational frameRate)
    {
        var plausible = decoded.Zip(decoded.Skip(1)).All(pair => pair.First.Pts < pair.Second.Pts) && decoded is [{ Pts: not null }, ..];
        return plausible
            ? new([.. decoded.Select(frame => frame.Pts!.Value)], [0], decoded[^1].Duration, timeBase, Seekable: false)
            : new([.. Enumerable.Range(0, decoded.Count)], [0], 1, new(frameRate.Denominator, frameRate.Numerator), Seekable: false);
    }
}
