using Serverless.Video.Probing;

namespace Serverless.Video;

/// <summary>Reads a video's index: its format, and the time of every frame, by ffprobe and almost without decoding.</summary>
public static class VideoIndexer
{
    private static readonly Rational FallbackRate = new(25, 1);

    /// <summary>Indexes a video: the default track, or the largest where none is the default.</summary>
    /// <exception cref="VideoException">
    /// It is missing, is no video, or has no frame that can be decoded; or ffprobe is not installed. The message is meant for
    /// the person who uploaded it.
    /// </exception>
    public static async Task<VideoIndex> IndexAsync(VideoSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        RequireContent(source);

        var prober = new Prober(source);
        var listing = prober.ListAsync(cancellationToken);
        var opening = prober.FirstFramesAsync(cancellationToken);
        await Task.WhenAll(listing, opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var (container, hasErrors) = await listing.ConfigureAwait(false);
        var streams = container.Streams.ToList();
        var video = ChooseVideo(source, streams);
        var decoded = await opening.ConfigureAwait(false);

        // Several tracks with pictures share the packets that are decoded of each.
        var first = decoded.Count > 1 ? await prober.FirstFramesAsync(video.Index, cancellationToken).ConfigureAwait(false) : [.. decoded[video.Index]];
        var table = new FrameTableBuilder(prober, video, container.PacketsOf(video.Index), hasErrors);
        var (frames, missing, isDamaged) = await table.BuildAsync(first, cancellationToken).ConfigureAwait(false);
        if (frames.Pts.Count == 0)
        {
            throw VideoFailure.NotReadable(source, $"no frame of its {video.Codec ?? "video"} track can be decoded");
        }

        var index = Describe(video, streams.Find(stream => stream.IsSound), frames, container.Start);
        return index with { MissingFrames = missing, DamagedFrom = isDamaged ? index.Duration : null };
    }

    private static void RequireContent(VideoSource source)
    {
        if (source.Path is null)
        {
            return;
        }

        var file = new FileInfo(source.Path);
        if (!file.Exists)
        {
            throw VideoFailure.NotReadable(source, "there is no such file");
        }

        if (file.Length == 0)
        {
            throw VideoFailure.NotReadable(source, "the file is empty");
        }
    }

    private static StreamDescription ChooseVideo(VideoSource source, List<StreamDescription> streams)
    {
        var video = streams
            .Where(stream => stream.IsMovingPicture)
            .OrderByDescending(stream => stream.IsDefault)
            .ThenByDescending(stream => (long)stream.Width * stream.Height)
            .FirstOrDefault();
        if (video is null)
        {
            throw VideoFailure.NotReadable(source, "it has no video track");
        }

        return video.Width > 0 && video.Height > 0 && video.TimeBase.IsPositive
            ? video
            : throw VideoFailure.NotReadable(source, $"its {video.Codec ?? "video"} track states no frame size");
    }

    private static VideoIndex Describe(StreamDescription video, StreamDescription? sound, FrameTable table, double? containerStart)
    {
        var rate = video.FrameRate.IsPositive ? video.FrameRate : MeasuredRate(table);
        var (width, height) = DisplaySize(video);
        var start = table.Pts[0] * table.TimeBase.ToDouble();
        return new VideoIndex
        {
            Codec = video.Codec ?? "unknown",
            Width = width,
            Height = height,
            Rotation = video.Rotation,
            TimeBase = table.TimeBase,
            AverageFrameRate = rate,
            Pts = table.Pts,
            Keyframes = table.Keyframes,
            Duration = Duration(table, rate),
            Delay = TimeSpan.FromSeconds(table.Seekable ? start - (containerStart ?? start) : 0),
            AudioCodec = sound?.Codec,
            AudioStream = sound?.Index,
            VideoStream = video.Index,
            ColorMatrix = video.ColorMatrix,
            HighDynamicRange = video.IsHighDynamicRange,
            Seekable = table.Seekable,
        };
    }

    private static (int Width, int Height) DisplaySize(StreamDescription video)
    {
        var aspect = video.SampleAspectRatio;
        var width = aspect.IsPositive ? Math.Max(1, (int)Math.Round(video.Width * aspect.ToDouble())) : video.Width;
        return video.Rotation is 90 or 270 ? (video.Height, width) : (width, video.Height);
    }

    private static Rational MeasuredRate(FrameTable table)
    {
        var seconds = (table.Pts[^1] - table.Pts[0]) * table.TimeBase.ToDouble();
        return seconds > 0 ? new((int)Math.Clamp(Math.Round(1000 * (table.Pts.Count - 1) / seconds), 1, 1_000_000), 1000) : FallbackRate;
    }

    private static TimeSpan Duration(FrameTable table, Rational rate)
    {
        var shown = TimeSpan.FromTicks(table.TimeBase.Rescale(table.Pts[^1] - table.Pts[0] + table.LastDuration, TimeSpan.TicksPerSecond));
        return table.LastDuration > 0 ? shown : shown + TimeSpan.FromSeconds(1 / rate.ToDouble());
    }
}
