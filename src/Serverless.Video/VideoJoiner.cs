using System.Globalization;
using System.Text;
using CliWrap;
using Serverless.Video.Probing;
using Serverless.Video.Processes;

namespace Serverless.Video;

/// <summary>Joins the chunks of a video, encoded one by one, into one file without encoding them again.</summary>
public static class VideoJoiner
{
    // What an MP4 carries in a way that players know; other sound (PCM, Vorbis, WMA, …) becomes AAC.
    private static readonly HashSet<string> CopiedSound = ["aac", "mp3", "ac3", "eac3", "opus", "flac", "alac"];

    // The list's own options reach no video in it: this is how those that are served are kept from a proxy.
    private static readonly Dictionary<string, string?> s_withoutProxy = new() { ["http_proxy"] = null };

    /// <summary>Writes an MP4 with its index in front, so that it starts to play while it loads.</summary>
    /// <param name="source">The video that the chunks were made of.</param>
    /// <param name="chunks">All of its chunks in order, written with <see cref="FrameTiming.Of(VideoIndex, VideoChunk)"/>, same size and options.</param>
    /// <param name="soundSource">The video that <paramref name="source"/> is the index of, for its sound; null for none.</param>
    /// <param name="outputPath">The file to write; one that exists is replaced, and nothing is left where joining fails.</param>
    /// <param name="cancellationToken">Stops ffmpeg.</param>
    /// <exception cref="ArgumentException">The chunks are not all frames of the source in order.</exception>
    /// <exception cref="VideoException">A file cannot be read or written.</exception>
    public static async Task JoinAsync(
        VideoIndex source,
        IReadOnlyList<EncodedChunk> chunks,
        VideoSource? soundSource,
        string outputPath,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(chunks);
        ArgumentException.ThrowIfNullOrEmpty(outputPath);
        RequireAllFrames(source, chunks);

        var errors = new ErrorTail();
        var complete = false;
        try
        {
            var result = await Cli.Wrap(Ffmpeg.Encoder)
                .WithArguments(Arguments(source, soundSource, outputPath))
                .WithEnvironmentVariables(s_withoutProxy)
                .WithValidation(CommandResultValidation.None)
                .WithStandardInputPipe(PipeSource.FromString(ConcatScript(source, chunks), Encoding.UTF8))
                .WithStandardErrorPipe(PipeTarget.ToDelegate(errors.Add))
                .ExecuteAsync(cancellationToken)
                .ConfigureAwait(false);
            complete = result.ExitCode == 0;
        }
        finally
        {
            if (!complete && File.Exists(outputPath))
            {
                File.Delete(outputPath);
            }
        }

        if (!complete)
        {
            throw VideoFailure.NotWritable(outputPath, Plain(errors.ToString(), chunks, soundSource));
        }
    }

    private static string Plain(string reason, IReadOnlyList<EncodedChunk> chunks, VideoSource? soundSource) => chunks
        .Select(chunk => chunk.Video)
        .Concat(soundSource is null ? [] : [soundSource])
        .Aggregate(reason, static (plain, video) => video.Plain(plain));

    private static void RequireAllFrames(VideoIndex source, IReadOnlyList<EncodedChunk> chunks)
    {
        var next = 0;
        foreach (var (chunk, _) in chunks)
        {
            if (chunk.FirstFrame != next)
            {
                throw new ArgumentException($"Chunk {chunk.Number} starts at frame {chunk.FirstFrame}, expected {next}.", nameof(chunks));
            }

            next += chunk.FrameCount;
        }

        if (next != source.FrameCount)
        {
            throw new ArgumentException($"The chunks hold {next} frames, the video has {source.FrameCount}.", nameof(chunks));
        }
    }

    // Each chunk lasts until the next one's first frame. Differences of rounded starts: rounded durations would add up their errors.
    private static string ConcatScript(VideoIndex source, IReadOnlyList<EncodedChunk> chunks)
    {
        var script = new StringBuilder("ffconcat version 1.0\n");
        for (var i = 0; i < chunks.Count; i++)
        {
            script.Append(CultureInfo.InvariantCulture, $"file '{chunks[i].Video.Url.Replace("'", @"'\''", StringComparison.Ordinal)}'\n");
            if (i + 1 < chunks.Count)
            {
                var duration = Microseconds(source, chunks[i + 1]) - Microseconds(source, chunks[i]);
                script.Append(CultureInfo.InvariantCulture, $"duration {duration}us\n");
            }
        }

        return script.ToString();
    }

    private static long Microseconds(VideoIndex source, EncodedChunk chunk) =>
        source.TimeBase.Rescale(source.Pts[chunk.Chunk.FirstFrame] - source.Pts[0], 1_000_000);

    private static List<string> Arguments(VideoIndex source, VideoSource? soundSource, string outputPath)
    {
        List<string> arguments =
        [
            "-hide_banner", "-loglevel", "error",
            "-itsoffset", soundSource is null ? "0" : source.Delay.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture),
            "-f", "concat", "-safe", "0", "-protocol_whitelist", "file,http,tcp,pipe", "-i", "pipe:0",
        ];
        if (soundSource is not null && source.AudioStream is { } stream)
        {
            arguments.AddRange(["-format_whitelist", Prober.Containers, .. soundSource.Options, "-i", soundSource.Url]);
            arguments.AddRange(["-map", "0:v:0", "-map", string.Create(CultureInfo.InvariantCulture, $"1:{stream}")]);
            arguments.AddRange(CopiedSound.Contains(source.AudioCodec ?? string.Empty) ? ["-c:a", "copy"] : ["-c:a", "aac"]);
        }

        arguments.AddRange(
        [
            "-c:v", "copy", "-video_track_timescale", FrameTiming.TimescaleOf(source.TimeBase).ToString(CultureInfo.InvariantCulture),
            "-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", "-f", "mp4", "-y", Ffmpeg.FileUrl(outputPath),
        ]);
        return arguments;
    }
}
