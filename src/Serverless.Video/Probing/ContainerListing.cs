namespace Serverless.Video.Probing;

/// <summary>What one pass over a container gave, line by line: its streams, and the packets of those with pictures.</summary>
internal sealed class ContainerListing
{
    // Every other line of a long video is one of these.
    private const string SoundPacket = "packet|codec_type=audio";

    private readonly SortedDictionary<int, StreamDescription> _streams = [];
    private readonly Dictionary<int, PacketList> _packets = [];

    public IEnumerable<StreamDescription> Streams => _streams.Values;

    /// <summary>Where the container's time begins, in seconds; null where it does not say.</summary>
    public double? Start { get; private set; }

    /// <summary>The packets of a stream with pictures.</summary>
    public PacketList PacketsOf(int stream) => _packets.GetValueOrDefault(stream, PacketList.Empty);

    /// <summary>Takes a line of ffprobe's compact output.</summary>
    public void Add(string line)
    {
        if (line.StartsWith(SoundPacket, StringComparison.Ordinal))
        {
            return;
        }

        var fields = new ProbeFields(line);
        if (fields.Text("flags") is { } flags)
        {
            AddPacket(fields, flags);
        }
        else if (fields.Ticks("index") is { } index)
        {
            _streams[(int)index] = new StreamDescription(fields);
        }
        else
        {
            Start = fields.Number("start_time") ?? Start;
        }
    }

    private void AddPacket(ProbeFields fields, string flags)
    {
        if (fields.Text("codec_type") != "video" || fields.Ticks("stream_index") is not { } stream)
        {
            return;
        }

        if (!_packets.TryGetValue((int)stream, out var packets))
        {
            _packets[(int)stream] = packets = new PacketList([]);
        }

        if (flags.Contains('D', StringComparison.Ordinal))
        {
            packets.Hidden++;
        }
        else
        {
            packets.Frames.Add(new TimedFrame(fields.Ticks("pts"), fields.Ticks("duration") ?? 0, flags.StartsWith('K')));
        }
    }
}
