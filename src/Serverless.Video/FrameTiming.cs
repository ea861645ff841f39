namespace Serverless.Video;

/// <summary>When the frames of a written video are shown.</summary>
public sealed record FrameTiming
{
    // Containers and encoders keep times as multiples of this; finer than 1 µs is lost on the way.
    private const int FinestTimescale = 1_000_000;
    private const int CoarsestTimescale = 10_000;
    private const int FallbackTimescale = 90_000;

    private readonly IReadOnlyList<long>? _pts;
    private readonly Rational _timeBase;

    private FrameTiming(Rational timeBase, Rational frameRate, IReadOnlyList<long>? pts)
    {
        _timeBase = timeBase;
        _pts = pts;
        FrameRate = frameRate;
    }

    /// <summary>Frames per second on average; guides the encoder, does not move frames.</summary>
    public Rational FrameRate { get; }

    /// <summary>Number of frames, null where any number may follow.</summary>
    public int? FrameCount => _pts?.Count;

    /// <summary>Ticks per second of the written track: a multiple of the source's where that is coarse, so that its times stay exact.</summary>
    internal int Timescale => TimescaleOf(_timeBase);

    /// <summary>Evenly timed frames.</summary>
    /// <param name="framesPerSecond">For example 30000/1001; positive.</param>
    public static FrameTiming Constant(Rational framesPerSecond)
    {
        if (!framesPerSecond.IsPositive)
        {
            throw new ArgumentOutOfRangeException(nameof(framesPerSecond), framesPerSecond, "A frame rate is positive.");
        }

        return new(new Rational(framesPerSecond.Denominator, framesPerSecond.Numerator), framesPerSecond, null);
    }

    /// <summary>Evenly timed frames.</summary>
    public static FrameTiming Constant(int framesPerSecond) => Constant(new Rational(framesPerSecond, 1));

    /// <summary>The times that the frames of a chunk have in their source, counted from the chunk's first frame.</summary>
    public static FrameTiming Of(VideoIndex index, VideoChunk chunk)
    {
        ArgumentNullException.ThrowIfNull(index);
        var pts = new long[chunk.FrameCount];
        for (var i = 0; i < pts.Length; i++)
        {
            pts[i] = index.PtsOf(chunk.FirstFrame + i) - index.PtsOf(chunk.FirstFrame);
        }

        return new(index.TimeBase, index.AverageFrameRate, pts);
    }

    /// <summary>The times of all frames of a video, counted from its first frame.</summary>
    public static FrameTiming Of(VideoIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return Of(index, new VideoChunk(0, 0, index.FrameCount));
    }

    /// <summary>Times that become known one after the other: that of a frame has to be in the list when it is written.</summary>
    internal static FrameTiming Of(Rational timeBase, Rational frameRate, IReadOnlyList<long> pts) => new(timeBase, frameRate, pts);

    internal static int TimescaleOf(Rational timeBase)
    {
        if (timeBase.Denominator > FinestTimescale)
        {
            return FallbackTimescale;
        }

        var timescale = timeBase.Denominator;
        while (timescale < CoarsestTimescale)
        {
            timescale *= 2;
        }

        return timescale;
    }

    internal long Nanoseconds(int frame) => _timeBase.Rescale(_pts?[frame] ?? frame, 1_000_000_000);
}
