using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using OpenCvSharp;
using Serverless.Video.Matroska;
using Serverless.Video.Processes;

namespace Serverless.Video;

/// <summary>
/// Writes frames into an MP4 that browsers play: H.264, 4:2:0, BT.709, closed groups of pictures, each frame at its exact time.
/// ffmpeg encodes behind the caller by a few frames. One caller at a time.
/// </summary>
public sealed class FrameWriter : IAsyncDisposable
{
    // Isolated: of a part of an image, what lies beside it is none of the frame.
    private const BorderTypes Doubled = BorderTypes.Replicate | BorderTypes.Isolated;

    private const int QueuedFrames = 3;
    private const double SecondsBetweenKeyframes = 4;

    // From 1000 frames a second on ffmpeg gives the last frame no duration, and whoever reads the file leaves it out.
    private const int HighestRate = 500;

    private readonly string _path;
    private readonly FrameTiming _timing;
    private readonly FrameShape _shape;
    private readonly FrameShape _encodedShape;
    private readonly FfmpegProcess _process;
    private readonly BlockingCollection<Mat> _queue = [];
    private readonly Channel<Mat> _free = Channel.CreateUnbounded<Mat>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pump;
    private bool _completed;

    private FrameWriter(string path, FrameShape shape, FrameShape encodedShape, FrameTiming timing, FfmpegProcess process)
    {
        (_path, _shape, _encodedShape, _timing, _process) = (path, shape, encodedShape, timing, process);
        for (var i = 0; i < QueuedFrames; i++)
        {
            _free.Writer.TryWrite(new Mat());
        }

        _pump = Task.Factory.StartNew(Pump, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Number of frames taken so far.</summary>
    public int Position { get; private set; }

    /// <summary>Starts a file; one that exists is replaced. It is complete after <see cref="CompleteAsync"/>, and removed when disposed before.</summary>
    /// <param name="path">The file to write, an MP4 whatever its name ends in.</param>
    /// <param name="width">Width of the frames, at least 1; where odd, the last column is doubled, as 4:2:0 needs even sizes.</param>
    /// <param name="height">Height of the frames, at least 1; where odd, the last row is doubled.</param>
    /// <param name="timing">When each frame is shown.</param>
    /// <param name="options">How to encode; defaults where null.</param>
    /// <param name="pixels">How the frames lie in memory.</param>
    /// <exception cref="VideoException">ffmpeg is not installed.</exception>
    public static FrameWriter Open(
        string path, int width, int height, FrameTiming timing, H264Options? options = null, FramePixels pixels = FramePixels.Bgr)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentNullException.ThrowIfNull(timing);
        options ??= new H264Options();
        options.Validate();
        var shape = new FrameShape(width, height, pixels);
        var encodedShape = new FrameShape(width + (width % 2), height + (height % 2), pixels);
        var process = FfmpegProcess.Start(Arguments(path, timing, options, pixels), input: true);
        return new FrameWriter(path, shape, encodedShape, timing, process);
    }

    /// <summary>Takes the next frame; its pixels are copied, so that the caller may draw on it again.</summary>
    /// <param name="frame">Of the size and kind given to <see cref="Open"/>.</param>
    /// <exception cref="ArgumentException">The frame is of another size or type.</exception>
    /// <exception cref="InvalidOperationException">The timing has no time for a further frame, or the file is complete.</exception>
    /// <exception cref="VideoException">ffmpeg gave up; the message says why.</exception>
    public async ValueTask WriteAsync(Mat frame, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (!_shape.IsOf(frame))
        {
            throw new ArgumentException($"Expected an 8-bit {_shape.Pixels} frame of {_shape.Width}x{_shape.Height}, got {frame.Type()} of {frame.Width}x{frame.Height}.", nameof(frame));
        }

        if (_completed || Position == _timing.FrameCount)
        {
            throw new InvalidOperationException($"All {Position} frames have been written.");
        }

        var buffer = await FreeBufferAsync(cancellationToken).ConfigureAwait(false);
        CopyMadeEven(frame, buffer);
        _queue.Add(buffer, cancellationToken);
        Position++;
    }

    /// <summary>Finishes the file.</summary>
    /// <exception cref="InvalidOperationException">No frame was written, or fewer than the timing lists.</exception>
    /// <exception cref="VideoException">ffmpeg gave up; the message says why.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken = default)
    {
        if (_completed)
        {
            return;
        }

        if (Position == 0 || Position < _timing.FrameCount)
        {
            throw new InvalidOperationException($"{Position} frames have been written, {_timing.FrameCount ?? 1} are needed.");
        }

        _queue.CompleteAdding();
        await _pump.WaitAsync(cancellationToken).ConfigureAwait(false);
        var exitCode = await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (exitCode != 0)
        {
            throw VideoFailure.NotWritable(_path, _process.Errors);
        }

        _completed = true;
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
        while (_free.Reader.TryRead(out var buffer) || _queue.TryTake(out buffer))
        {
            buffer.Dispose();
        }

        _queue.Dispose();
        _stop.Dispose();
        if (!_completed && File.Exists(_path))
        {
            File.Delete(_path);
        }
    }

    private void CopyMadeEven(Mat frame, Mat buffer)
    {
        var (below, right) = (_encodedShape.Height - _shape.Height, _encodedShape.Width - _shape.Width);
        if (_shape.Pixels == FramePixels.Bgr)
        {
            Cv2.CopyMakeBorder(frame, buffer, 0, below, 0, right, Doubled);
            return;
        }

        _encodedShape.Allocate(buffer);
        if (below + right == 0)
        {
            frame.CopyTo(buffer);
            return;
        }

        // Chroma, rounded up already, stays as it is.
        var (lumaBytes, encodedLumaBytes) = (_shape.Width * _shape.Height, _encodedShape.Width * _encodedShape.Height);
        using var lumaRow = frame.ColRange(0, lumaBytes);
        using var luma = lumaRow.Reshape(0, _shape.Height);
        using var encodedLumaRow = buffer.ColRange(0, encodedLumaBytes);
        using var encodedLuma = encodedLumaRow.Reshape(0, _encodedShape.Height);
        Cv2.CopyMakeBorder(luma, encodedLuma, 0, below, 0, right, Doubled);
        using var chroma = frame.ColRange(lumaBytes, _shape.ByteCount);
        using var encodedChroma = buffer.ColRange(encodedLumaBytes, _encodedShape.ByteCount);
        chroma.CopyTo(encodedChroma);
    }

    private async ValueTask<Mat> FreeBufferAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _free.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            throw VideoFailure.NotWritable(_path, _process.Errors);
        }
    }

    private void Pump()
    {
        try
        {
            using var pipe = _process.Input;
            pipe.Write(RawVideoStream.Header(_encodedShape.Width, _encodedShape.Height, _encodedShape.Pixels, StatedRate(_timing.FrameRate)));
            var number = 0;
            foreach (var frame in _queue.GetConsumingEnumerable(_stop.Token))
            {
                WriteFrame(pipe, frame, _timing.Nanoseconds(number++));
                _free.Writer.TryWrite(frame);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // ffmpeg has ended or is about to; whoever waits for a buffer or for the end reports its words.
        }
        finally
        {
            _free.Writer.Complete();
        }
    }

    private static unsafe void WriteFrame(Stream pipe, Mat frame, long nanoseconds)
    {
        var pixels = new ReadOnlySpan<byte>(frame.DataPointer, checked((int)(frame.Total() * frame.ElemSize())));
        pipe.Write(RawVideoStream.FrameHeader(nanoseconds, pixels.Length));
        pipe.Write(pixels);
    }

    private static List<string> Arguments(string path, FrameTiming timing, H264Options options, FramePixels pixels)
    {
        var timescale = Invariant(timing.Timescale);
        var keyframeInterval = Math.Clamp((int)Math.Round(timing.FrameRate.ToDouble() * SecondsBetweenKeyframes), 1, 1000);
        List<string> arguments = ["-f", "matroska", "-probesize", "32", "-analyzeduration", "0", "-i", "pipe:0"];
        if (options.SoundPath is { } sound)
        {
            arguments.AddRange(["-i", Ffmpeg.FileUrl(sound), "-map", "0:v:0", "-map", "1:a:0", "-c:a", "aac"]);
        }

        arguments.AddRange(
        [
            "-vf", pixels == FramePixels.Bgr ? "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p" : "format=yuv420p",
            "-fps_mode", "passthrough", "-enc_time_base", $"1:{timescale}", "-video_track_timescale", timescale,
            "-c:v", "libx264", "-preset", options.Preset, "-crf", Invariant(options.Crf), "-threads", Invariant(options.Threads),
            "-g", Invariant(keyframeInterval),
            "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
            "-flags", "+bitexact", "-fflags", "+bitexact", "-movflags", "+faststart", "-f", "mp4", "-y", Ffmpeg.FileUrl(path),
        ]);
        return arguments;
    }

    private static Rational StatedRate(Rational rate) => rate.ToDouble() > HighestRate ? new Rational(HighestRate, 1) : rate;

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
