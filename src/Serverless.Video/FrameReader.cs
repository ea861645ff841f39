using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using OpenCvSharp;
using Serverless.Video.Probing;
using Serverless.Video.Processes;

namespace Serverless.Video;

/// <summary>
/// Reads a run of frames of a video exactly, upright, with square pixels. ffmpeg decodes ahead of the caller by a few frames.
/// One caller at a time.
/// </summary>
public sealed class FrameReader : IAsyncDisposable
{
    private const long ReadAheadBytes = 64 << 20;
    private const int MaximumReadAhead = 4;

    private readonly VideoSource _source;
    private readonly FrameShape _shape;
    private readonly int _firstFrame;
    private readonly FfmpegProcess _process;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Mat> _decoded = Channel.CreateUnbounded<Mat>(new() { SingleReader = true, SingleWriter = true });
    private readonly BlockingCollection<Mat> _free = [];
    private readonly HashSet<IntPtr> _lent = [];
    private readonly Task _pump;

    private FrameReader(VideoSource source, FrameShape shape, int firstFrame, int frameCount, FfmpegProcess process)
    {
        (_source, _shape, _firstFrame, FrameCount, _process) = (source, shape, firstFrame, frameCount, process);
        for (var i = 0; i < Math.Clamp(ReadAheadBytes / shape.ByteCount, 1, MaximumReadAhead); i++)
        {
            _free.Add(new Mat());
        }

        _pump = Task.Factory.StartNew(Pump, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Number of frames that there are to read.</summary>
    public int FrameCount { get; }

    /// <summary>Number of frames read so far.</summary>
    public int Position { get; private set; }

    /// <summary>
    /// Starts to decode <paramref name="frameCount"/> frames from <paramref name="firstFrame"/> on: all, or every
    /// <paramref name="step"/>th.
    /// </summary>
    /// <param name="source">The video that <paramref name="index"/> was made of.</param>
    /// <param name="index">Its index, or the slice of a chunk that holds these frames.</param>
    /// <param name="firstFrame">From 0.</param>
    /// <param name="frameCount">Number of frames to read, at least 1.</param>
    /// <param name="threads">Threads of the decoder; 0 lets it take what the machine has.</param>
    /// <param name="step">Distance of the frames, 1 for all.</param>
    /// <param name="pixels">How they lie in memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">The video does not have these frames.</exception>
    /// <exception cref="VideoException">ffmpeg is not installed.</exception>
    public static FrameReader Open(
        VideoSource source, VideoIndex index, int firstFrame, int frameCount, int threads = 0, int step = 1, FramePixels pixels = FramePixels.Bgr)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(index);
        ArgumentOutOfRangeException.ThrowIfLessThan(firstFrame, index.FirstFrame);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frameCount);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(firstFrame + ((frameCount - 1L) * step), index.EndFrame, nameof(frameCount));
        var process = FfmpegProcess.Start(Arguments(source, index, firstFrame, frameCount, threads, step, pixels), output: true);
        return new FrameReader(source, new FrameShape(index.Width, index.Height, pixels), firstFrame, frameCount, process);
    }

    /// <summary>Starts to decode a chunk.</summary>
    /// <inheritdoc cref="Open(VideoSource, VideoIndex, int, int, int, int, FramePixels)"/>
    public static FrameReader Open(VideoSource source, VideoIndex index, VideoChunk chunk, int threads = 0, FramePixels pixels = FramePixels.Bgr) =>
        Open(source, index, chunk.FirstFrame, chunk.FrameCount, threads, pixels: pixels);

    /// <summary>
    /// Puts the next frame into <paramref name="frame"/>. Nothing is copied: the Mat is given the storage of the decoded frame, and the
    /// storage that it got from an earlier call is used again for a later frame. So keep no view of it (a row range, a region) past the next call.
    /// </summary>
    /// <returns>False after the last frame.</returns>
    /// <exception cref="VideoException">The file gave fewer frames than its index promises.</exception>
    public async ValueTask<bool> ReadAsync(Mat frame, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (Position == FrameCount)
        {
            return false;
        }

        var decoded = await NextAsync(cancellationToken).ConfigureAwait(false);
        Exchange(frame, decoded);
        _free.Add(decoded, CancellationToken.None);
        Position++;
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _process.DisposeAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(false);
        while (_decoded.Reader.TryRead(out var frame) || _free.TryTake(out frame))
        {
            frame.Dispose();
        }

        _free.Dispose();
        _stop.Dispose();
    }

    // Assigning a Mat moves its header only. Storage that is not from here (a region of another image, say) is left alone.
    private void Exchange(Mat frame, Mat decoded)
    {
        using var previous = new Mat();
        if (_lent.Remove(frame.Data))
        {
            frame.AssignTo(previous);
        }

        decoded.AssignTo(frame);
        previous.AssignTo(decoded);
        _lent.Add(frame.Data);
    }

    private async ValueTask<Mat> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _decoded.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            throw VideoFailure.NotDecodable(_source, _firstFrame, Position, FrameCount, _process.Errors);
        }
    }

    private void Pump()
    {
        try
        {
            for (var i = 0; i < FrameCount; i++)
            {
                var frame = _free.Take(_stop.Token);
                _shape.Allocate(frame);
                ReadInto(frame);
                _decoded.Writer.TryWrite(frame);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The reader of the channel says what this means.
        }
        finally
        {
            _decoded.Writer.Complete();
        }
    }

    private unsafe void ReadInto(Mat frame) =>
        _process.Output.ReadExactly(new Span<byte>(frame.DataPointer, checked((int)(frame.Total() * frame.ElemSize()))));

    private static List<string> Arguments(VideoSource source, VideoIndex index, int firstFrame, int frameCount, int threads, int step, FramePixels pixels)
    {
        var selection = step == 1 ? Select(index, firstFrame) : Invariant($"{Select(index, firstFrame)},select=not(mod(n\\,{step}))");
        List<string> arguments =
        [
            "-format_whitelist", Prober.Containers, "-threads", Invariant(threads), "-copyts", .. Seek(index, firstFrame),
            .. source.Options, "-i", source.Url, "-map", Invariant($"0:{index.VideoStream}"), "-an", "-sn", "-dn",
            "-vf", $"{selection},{Conversion(index, pixels)}",
            "-fps_mode", "passthrough", "-frames:v", Invariant(frameCount), "-f", "rawvideo", "pipe:1",
        ];
        return arguments;
    }

    private static string[] Seek(VideoIndex index, int firstFrame) => index.SeekPts(firstFrame) is { } pts
        ? ["-noaccurate_seek", "-seek_timestamp", "1", "-ss", (pts * index.TimeBase.ToDouble()).ToString("F6", CultureInfo.InvariantCulture)]
        : [];

    // A second frame at the same time is no frame of the index.
    private static string Select(VideoIndex index, int firstFrame) => index.Seekable
        ? Invariant($"select=gte(pts\\,{index.PtsOf(firstFrame)})*(isnan(prev_selected_pts)+gt(pts\\,prev_selected_pts))")
        : Invariant($"select=gte(n\\,{firstFrame})");

    private static string Conversion(VideoIndex index, FramePixels pixels)
    {
        var matrix = index.ColorMatrix is null || index.HighDynamicRange ? string.Empty : $":in_color_matrix={index.ColorMatrix}";
        var toneMapping = index.HighDynamicRange
            ? "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:r=full,"
            : string.Empty;
        var output = pixels == FramePixels.Bgr ? ",format=bgr24" : ":out_color_matrix=bt709:out_range=tv,format=yuv420p";
        return Invariant($"{toneMapping}scale={index.Width}:{index.Height}{matrix}{output}");
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
