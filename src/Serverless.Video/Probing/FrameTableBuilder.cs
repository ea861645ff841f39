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
        var torn = isDamaged ? await TornAsync(cancellationToken).ConfigureAwait(false) : [];
        var shown = video.Codec == CodecWithHiddenFrames ? decoded! : packets.Frames;
        var missing = Math.Max(0, video.DeclaredFrames - packets.Frames.Count - packets.Hidden) + torn.Count;
        return (FrameTable.Timed(shown.Where(frame => !torn.Contains(frame.Pts)), start, video.TimeBase), missing, isDamaged || missing > 0);
    }

    /// <summary>
    /// Times of the frames at the end of a file that breaks off which do not decode: the last packet is torn, and need not be
    /// the last frame that is shown.
    /// </summary>
    private async Task<HashSet<long?>> TornAsync(CancellationToken cancellationToken)
    {
        var keyframes = packets.Frames.Where(frame => frame.IsKeyframe).Select(frame => frame.Pts!.Value).Order().ToList();
        var from = keyframes.Count > 1 ? keyframes[^2] : packets.Frames.Min(frame => frame.Pts!.Value);
        var last = await prober.LastFramesAsync(video.Index, from * video.TimeBase.ToDouble(), cancellationToken).ConfigureAwait(false);
        var decoded = last.Select(frame => frame.Pts).ToHashSet();
        var (begin, end) = (Math.Max(from, decoded.Min() ?? long.MaxValue), decoded.Max() ?? long.MaxValue);
        var times = packets.Frames.Select(frame => frame.Pts).ToHashSet();

        // Where the decoder gives other times than the packets have, only what lies beyond its last frame is surely torn.
        var isExact = decoded.IsSubsetOf(times);
        times.RemoveWhere(time => decoded.Contains(time) || time < begin || (time < end && !isExact));
        return times;
    }
}
