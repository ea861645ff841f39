namespace Serverless.Video.Probing;

/// <summary>What a pass over a track's packets gave.</summary>
/// <param name="Frames">Frames that are shown, in decoding order.</param>
/// <param name="Hidden">Number of frames that are only decoded for the sake of others.</param>
/// <param name="IsDamaged">Whether ffprobe complained on the way, as it does about a file that breaks off.</param>
internal sealed record PacketList(List<TimedFrame> Frames, int Hidden, bool IsDamaged)
{
    /// <summary>Whether each packet says when its frame is shown.</summary>
    public bool IsTimed => Frames.TrueForAll(frame => frame.Pts is not null);
}
