using System.Globalization;
using CliWrap;
using Serverless.Video.Processes;

namespace Serverless.Video.Probing;

/// <summary>Asks ffprobe about one video.</summary>
internal sealed class Prober(VideoSource source)
{
    // What a camera, a phone or an editor writes. Text, pictures and playlists, which ffmpeg opens as well, are none of it:
    // a playlist under a video's name would make ffmpeg read other files.
    internal const string Containers =
        "mov,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,h264,hevc,flv,asf,ogg,ivf,wtv,mxf,dv,nut,rm,gif,mjpeg,obu,av1";

    // Enough for the first frame of any reordering decoder, few enough to decode at once.
    private const string FirstPackets = "%+#40";

    private const string Description =
        "format=start_time:stream=index,codec_type,codec_name,width,height,pix_fmt,time_base,avg_frame_rate,r_frame_rate,"
        + "sample_aspect_ratio,color_space,color_transfer,nb_frames:stream_disposition=default,attached_pic,timed_thumbnails:stream_side_data=rotation";

    /// <summary>Streams and packets; nothing is decoded.</summary>
    /// <returns>They, and whether ffprobe complained on the way, as it does about a file that breaks off.</returns>
    public async Task<(ContainerListing Listing, bool IsDamaged)> ListAsync(CancellationToken cancellationToken)
    {
        var listing = new ContainerListing();
        var errors = await RunAsync(
            ["-show_entries", $"packet=codec_type,stream_index,pts,duration,flags:{Description}", "-of", "compact"],
            listing.Add,
            cancellationToken).ConfigureAwait(false);
        return (listing, !errors.IsEmpty);
    }

    /// <summary>Frames by decoding all of the stream.</summary>
    public Task<List<TimedFrame>> FramesAsync(int stream, CancellationToken cancellationToken) =>
        DecodeAsync(stream, [], cancellationToken);

    /// <summary>The first frames of all streams with pictures, decoded.</summary>
    public Task<ILookup<int, TimedFrame>> FirstFramesAsync(CancellationToken cancellationToken) => FirstFramesAsync("v", cancellationToken);

    /// <summary>The first frames of one stream, decoded.</summary>
    public async Task<IReadOnlyList<TimedFrame>> FirstFramesAsync(int stream, CancellationToken cancellationToken) =>
        [.. (await FirstFramesAsync(Invariant(stream), cancellationToken).ConfigureAwait(false))[stream]];

    /// <summary>The frames from about a time on, in seconds of the container, decoded.</summary>
    public Task<List<TimedFrame>> LastFramesAsync(int stream, double from, CancellationToken cancellationToken) =>
        DecodeAsync(stream, ["-read_intervals", string.Create(CultureInfo.InvariantCulture, $"{from:F6}%")], cancellationToken);

    private Task<ILookup<int, TimedFrame>> FirstFramesAsync(string streams, CancellationToken cancellationToken) =>
        DecodeAsync(streams, ["-read_intervals", FirstPackets], cancellationToken);

    private async Task<List<TimedFrame>> DecodeAsync(int stream, string[] interval, CancellationToken cancellationToken) =>
        [.. (await DecodeAsync(Invariant(stream), interval, cancellationToken).ConfigureAwait(false))[stream]];

    private async Task<ILookup<int, TimedFrame>> DecodeAsync(string streams, string[] interval, CancellationToken cancellationToken)
    {
        var frames = new List<(int Stream, TimedFrame Frame)>();
        await RunAsync(
            ["-select_streams", streams, .. interval, "-show_entries", "frame=stream_index,key_frame,best_effort_timestamp,pkt_duration,duration", "-of", "compact"],
            line =>
            {
                var fields = new ProbeFields(line);
                if (fields.Text("key_frame") is { } key && fields.Ticks("stream_index") is { } stream)
                {
                    var duration = fields.Ticks("pkt_duration") ?? fields.Ticks("duration") ?? 0;
                    frames.Add(((int)stream, new TimedFrame(fields.Ticks("best_effort_timestamp"), duration, key == "1")));
                }
            },
            cancellationToken).ConfigureAwait(false);
        return frames.ToLookup(static frame => frame.Stream, static frame => frame.Frame);
    }

    private async Task<ErrorTail> RunAsync(string[] arguments, Action<string> line, CancellationToken cancellationToken)
    {
        var errors = new ErrorTail();
        var result = await Cli.Wrap(Ffmpeg.Probe)
            .WithArguments(["-hide_banner", "-v", "error", "-format_whitelist", Containers, .. source.Options, .. arguments, source.Url])
            .WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(PipeTarget.ToDelegate(line))
            .WithStandardErrorPipe(PipeTarget.ToDelegate(errors.Add))
            .ExecuteAsync(cancellationToken)
            .ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw VideoFailure.NotReadable(source, errors.ToString());
        }

        return errors;
    }

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
