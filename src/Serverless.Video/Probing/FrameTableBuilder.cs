namespace Serverless.Video.Probing;

/// <summary>Finds all frames of a track, by its packets alone where they can be trusted.</summary>
internal sealed class FrameTableBuilder(Prober prober, StreamDescription video, PacketList packets, bool isDamaged)
{
    // Its invisible reference frames are packets of their own, so only decoding counts right.
    private const string CodecWithHiddenFrames = "vp8";
    private static readonly Rational FallbackRate = new(25, 1);

    /// <summary>
    /// The frames, none where nothing can be decoded; how many the container declares beyond them; and whether the file breaks off.
    /// </summary>
    /// <param name="first">The first frames, decoded.</param>
    /// <param name="cancellationToken">Stops ffprobe.</param>
    public async Task<(FrameTable Frames, int Missing, bool IsDamaged)> BuildAsync(IReadOnlyList<TimedFrame> first, CancellationToken cancellationToken)
    {
        var decoded = !packets.IsTimed || first.Count == 0 || video.Codec == CodecWithHiddenFrames
            ? await prober.FramesAsync(video.Index, cancellationToken).ConfigureAwait(false)
            : null;
        if (!packets.IsTimed || decoded is { Count: 0 })
        {
            return (FrameTable.Untimed(decoded!, video.TimeBase, video.FrameRate.IsPositive ? video.FrameRate : FallbackRate), 0, isDamaged);
        }

        var start = (decoded ?? first).Min(frame => frame.Pts) ?? long.MinValue;
        var end = isDamaged ? await LastDecodableAsync(cancellationToken).ConfigureAwait(false) : long.MaxValue;
        var shown = video.Codec == CodecWithHiddenFrames ? decoded! : packets.Frames;
        var torn = packets.Frames.Count(frame => frame.Pts > end);
        var missing = Math.Max(0, video.DeclaredFrames - packets.Frames.Count - packets.Hidden) + torn;
        return (FrameTable.Timed(shown, start, end, video.TimeBase), missing, isDamaged || missing > 0);
    }

    private async Task<long> LastDecodableAsync(CancellationToken cancellationToken)
    {
        var keyframes = packets.Frames.Where(frame => frame.IsKeyframe).Select(frame => frame.Pts!.Value).Order().ToList();
        var from = keyframes.Count > 1 ? keyframes[^2] : packets.Frames.Min(frame => frame.Pts!.Value);
        var last = await prober.LastFramesAsync(video.Index, from * video.TimeBase.ToDouble(), cancellationToken).ConfigureAwait(false);
        return last.Max(frame => frame.Pts) ?? long.MaxValue;
    }
}
