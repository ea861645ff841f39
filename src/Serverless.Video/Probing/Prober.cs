using System.Globalization;
using System.Text;
using System.Text.Json;
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

    private static readonly string[] Compact = ["-of", "compact=p=0"];

    public async Task<JsonElement> ContainerAsync(CancellationToken cancellationToken)
    {
        var output = new StringBuilder();
        await RunAsync(
            [
                "-show_entries",
                "format=start_time:stream=index,codec_type,codec_name,width,height,pix_fmt,time_base,avg_frame_rate,r_frame_rate,"
                    + "sample_aspect_ratio,color_space,color_transfer,nb_frames:stream_disposition=default,attached_pic,timed_thumbnails:stream_side_data=rotation",
                "-of", "json",
            ],
            line => output.AppendLine(line),
            cancellationToken).ConfigureAwait(false);
        using var document = JsonDocument.Parse(output.ToString());
        return document.RootElement.Clone();
    }

    /// <summary>Frames by the container's packets; nothing is decoded.</summary>
    public async Task<PacketList> PacketsAsync(int stream, CancellationToken cancellationToken)
    {
        var hidden = 0;
        var frames = new List<TimedFrame>();
        var errors = await RunAsync(
            ["-select_streams", Invariant(stream), "-show_entries", "packet=pts,duration,flags", .. Compact],
            line =>
            {
                var fields = Fields(line);
                if (!fields.TryGetValue("flags", out var flags))
                {
                    return;
                }

                if (flags.Contains('D', StringComparison.Ordinal))
                {
                    hidden++;
                }
                else
                {
                    frames.Add(new TimedFrame(Ticks(fields, "pts"), Ticks(fields, "duration") ?? 0, flags.StartsWith('K')));
                }
            },
            cancellationToken).ConfigureAwait(false);
        return new PacketList(frames, hidden, !errors.IsEmpty);
    }

    /// <summary>Frames by decoding all of the stream.</summary>
    public Task<List<TimedFrame>> FramesAsync(int stream, CancellationToken cancellationToken) =>
        DecodeAsync(stream, [], cancellationToken);

    /// <summary>The first frames, decoded.</summary>
    public Task<List<TimedFrame>> FirstFramesAsync(int stream, CancellationToken cancellationToken) =>
        DecodeAsync(stream, ["-read_intervals", FirstPackets], cancellationToken);

    /// <summary>The frames from about a time on, in seconds of the container, decoded.</summary>
    public Task<List<TimedFrame>> LastFramesAsync(int stream, double from, CancellationToken cancellationToken) =>
        DecodeAsync(stream, ["-read_intervals", string.Create(CultureInfo.InvariantCulture, $"{from:F6}%")], cancellationToken);

    private async Task<List<TimedFrame>> DecodeAsync(int stream, string[] interval, CancellationToken cancellationToken)
    {
        var frames = new List<TimedFrame>();
        await RunAsync(
            ["-select_streams", Invariant(stream), .. interval, "-show_entries", "frame=key_frame,best_effort_timestamp,pkt_duration,duration", .. Compact],
            line =>
            {
                if (Frame(Fields(line)) is { } frame)
                {
                    frames.Add(frame);
                }
            },
            cancellationToken).ConfigureAwait(false);
        return frames;
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

    private static TimedFrame? Frame(Dictionary<string, string> fields) =>
        fields.TryGetValue("key_frame", out var key)
            ? new TimedFrame(
                Ticks(fields, "best_effort_timestamp"),
                Ticks(fields, "pkt_duration") ?? Ticks(fields, "duration") ?? 0,
                key == "1")
            : null;

    private static Dictionary<string, string> Fields(string line)
    {
        var fields = new Dictionary<string, string>();
        foreach (var field in line.Split('|'))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                fields[field[..equals]] = field[(equals + 1)..];
            }
        }

        return fields;
    }

    private static long? Ticks(Dictionary<string, string> fields, string name) =>
        fields.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ticks)
            ? ticks
            : null;

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
