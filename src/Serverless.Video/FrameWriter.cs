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
    private const int QueuedFrames = 3;
    private const double SecondsBetweenKeyframes = 4;

    private readonly string _path;
    private readonly FrameTiming _timing;
    private readonly Size _size;
    private readonly Size _encodedSize;
    private readonly FfmpegProcess _process;
    private readonly BlockingCollection<Mat> _queue = [];
    private readonly Channel<Mat> _free = Channel.CreateUnbounded<Mat>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pump;
    private bool _completed;

    private FrameWriter(string path, Size size, Size encodedSize, FrameTiming timing, FfmpegProcess process)
    {
        (_path, _size, _encodedSize, _timing, _process) = (path, size, encodedSize, timing, process);
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
    /// <exception cref="VideoException">ffmpeg is not installed.</exception>
    public static FrameWriter Open(string path, int width, int height, FrameTiming timing, H264Options? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentNullException.ThrowIfNull(timing);
        options ??= new H264Options();
        options.Validate();
        var size = new Size(width, height);
        var encodedSize = new Size(width + (width % 2), height + (height % 2));
        var process = FfmpegProcess.Start(Arguments(path, timing, options), input: true);
        return new FrameWriter(path, size, encodedSize, timing, process);
    }

    /// <summary>Takes the next frame; its pixels are copied, so that the caller may draw on it again.</summary>
    /// <param name="frame">8-bit BGR of the size given to <see cref="Open"/>.</param>
    /// <exception cref="ArgumentException">The frame is of another size or type.</exception>
    /// <exception cref="InvalidOperationException">The timing has no time for a further frame, or the file is complete.</exception>
    /// <exception cref="VideoException">ffmpeg gave up; the message says why.</exception>
    public async ValueTask WriteAsync(Mat frame, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Size() != _size || frame.Type() != MatType.CV_8UC3)
        {
            throw new ArgumentException($"Expected an 8-bit BGR frame of {_size.Width}x{_size.Height}, got {frame.Type()} of {frame.Width}x{frame.Height}.", nameof(frame));
        }

        if (_completed || Position == _timing.FrameCount)
        {
            throw new InvalidOperationException($"All {Position} frames have been written.");
        }

        var buffer = await FreeBufferAsync(cancellationToken).ConfigureAwait(false);
        Cv2.CopyMakeBorder(frame, buffer, 0, _encodedSize.Height - _size.Height, 0, _encodedSize.Width - _size.Width, BorderTypes.Replicate);
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
            pipe.Write(RawVideoStream.Header(_encodedSize.Width, _encodedSize.Height, _timing.FrameRate));
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

    private static List<string> Arguments(string path, FrameTiming timing, H264Options options)
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
            "-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
            "-fps_mode", "passthrough", "-enc_time_base", $"1:{timescale}", "-video_track_timescale", timescale,
            "-c:v", "libx264", "-preset", options.Preset, "-crf", Invariant(options.Crf), "-threads", Invariant(options.Threads),
            "-g", Invariant(keyframeInterval),
            "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
            "-flags", "+bitexact", "-fflags", "+bitexact", "-movflags", "+faststart", "-f", "mp4", "-y", Ffmpeg.FileUrl(path),
        ]);
        return arguments;
    }

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
