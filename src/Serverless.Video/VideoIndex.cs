using System.Text.Json.Serialization;

namespace Serverless.Video;

/// <summary>What is known of a video before a frame of it is decoded for good: every frame's time, and where decoding may start.</summary>
public sealed record VideoIndex
{
    private const int SeekKeyframes = 3;

    /// <summary>The codec as ffmpeg names it: <c>h264</c>, <c>vp9</c>, …</summary>
    public required string Codec { get; init; }

    /// <summary>Width in pixels as displayed: after rotation, with square pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels as displayed: after rotation, with square pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Clockwise rotation that the container asks players for: 0, 90, 180 or 270 degrees. Frames are read with it applied.</summary>
    public required int Rotation { get; init; }

    /// <summary>Seconds per tick of <see cref="Pts"/>.</summary>
    public required Rational TimeBase { get; init; }

    /// <summary>Frames per second on average; positive.</summary>
    public required Rational AverageFrameRate { get; init; }

    /// <summary>Number of the first frame of <see cref="Pts"/>: 0, but for a <see cref="Slice"/>.</summary>
    public int FirstFrame { get; init; }

    /// <summary>Presentation time of the video's first frame where this is a <see cref="Slice"/>, else null.</summary>
    public long? StartPts { get; init; }

    /// <summary>Presentation time of every frame in ticks of <see cref="TimeBase"/>, strictly ascending; not always from 0.</summary>
    public required IReadOnlyList<long> Pts { get; init; }

    /// <summary>Frames at which decoding may start, ascending.</summary>
    public required IReadOnlyList<int> Keyframes { get; init; }

    /// <summary>From the first frame's start to the last frame's end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How much later than the container's start the first frame is shown; the sound usually starts at the container's start.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Codec of the first sound track that can be decoded, null where there is none.</summary>
    public string? AudioCodec { get; init; }

    /// <summary>Number of that sound track among the container's streams.</summary>
    public int? AudioStream { get; init; }

    /// <summary>Number of the video track among the container's streams.</summary>
    public int VideoStream { get; init; }

    /// <summary>YCbCr matrix that the frames are decoded with, as ffmpeg names it; null for RGB video.</summary>
    public string? ColorMatrix { get; init; }

    /// <summary>Whether the brightness is coded for HDR displays (PQ or HLG); frames are tone-mapped to the ordinary range when read.</summary>
    public bool HighDynamicRange { get; init; }

    /// <summary>Whether packets carry their presentation times. Where not (old AVI), chunks are decoded from the first frame and times are even.</summary>
    public bool Seekable { get; init; } = true;

    /// <summary>Frames that the container declares but does not hold: more than 0 where an upload or a recording broke off.</summary>
    public int MissingFrames { get; init; }

    /// <summary>
    /// From when on the file is damaged, counted from the first frame: the end of the last frame that decodes. Null where it is
    /// whole, and where its container cannot tell (an MPEG-TS that just ends).
    /// </summary>
    public TimeSpan? DamagedFrom { get; init; }

    [JsonIgnore]
    public bool HasAudio => AudioStream is not null;

    [JsonIgnore]
    public int FrameCount => Pts.Count;

    /// <summary>Number of the frame after the last.</summary>
    [JsonIgnore]
    public int EndFrame => FirstFrame + Pts.Count;

    /// <summary>When a frame is shown, counted from the video's first frame.</summary>
    public TimeSpan TimeOf(int frame) =>
        TimeSpan.FromTicks(TimeBase.Rescale(PtsOf(frame) - (StartPts ?? Pts[0]), TimeSpan.TicksPerSecond));

    /// <summary>What reading and timing one chunk need: the index of a video of many hours is too large to carry around.</summary>
    /// <returns>An index in which the chunk's frames keep their numbers and times.</returns>
    public VideoIndex Slice(VideoChunk chunk)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunk.FirstFrame, FirstFrame, nameof(chunk));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunk.FirstFrame + chunk.FrameCount, EndFrame, nameof(chunk));
        var keyframes = Keyframes.Where(keyframe => keyframe <= chunk.FirstFrame).TakeLast(SeekKeyframes).ToArray();
        var isSeekable = Seekable && keyframes.Length == SeekKeyframes;
        var first = isSeekable ? keyframes[0] : chunk.FirstFrame;
        return this with
        {
            FirstFrame = first,
            StartPts = StartPts ?? Pts[0],
            Pts = [.. Pts.Skip(first - FirstFrame).Take(chunk.FirstFrame + chunk.FrameCount - first)],
            Keyframes = isSeekable ? keyframes : [],
        };
    }

    /// <summary>Where decoding has to start to read frames from one on; null for the start of the file.</summary>
    internal long? SeekPts(int frame)
    {
        // From the keyframe before the last: the last alone loses frames of open groups of pictures, which refer to the group before.
        var keyframes = Keyframes.Count(keyframe => keyframe <= frame);
        return Seekable && keyframes >= SeekKeyframes ? PtsOf(Keyframes[keyframes - 2]) : null;
    }

    internal long PtsOf(int frame) => Pts[frame - FirstFrame];
}
