namespace Serverless.Video.Probing;

/// <summary>What a pass over a container gave of one stream.</summary>
/// <param name="Frames">Frames that are shown, in decoding order.</param>
internal sealed record PacketList(List<TimedFrame> Frames)
{
    public static PacketList Empty => new([]);

    /// <summary>Number of frames that are only decoded for the sake of others.</summary>
    public int Hidden { get; set; }

    /// <summary>Whether each packet says when its frame is shown.</summary>
    public bool IsTimed => Frames.TrueForAll(frame => frame.Pts is not null);
}
