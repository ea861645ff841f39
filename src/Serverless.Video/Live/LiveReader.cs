using System.Threading.Channels;
using OpenCvSharp;
using Serverless.Video.Processes;

namespace Serverless.Video.Live;

/// <summary>
/// Reads a live source as 8-bit BGR. A caller who is slower than the source always gets the newest frame: what has become stale
/// is dropped, so that nobody lags behind. One caller at a time.
/// </summary>
public sealed class LiveReader : IAsyncDisposable
{
    // One is read into, one waits, one is on its way to the caller.
    private const int Frames = 3;

    private readonly LiveSource _source;
    private readonly TimeProvider _time;
    private readonly FfmpegProcess _process;
    private readonly Channel<(Mat Frame, TimeSpan Time)> _newest;
    private readonly Channel<Mat> _free = Channel.CreateUnbounded<Mat>();
    private int _received;
    private int _dropped;

    private LiveReader(LiveSource source, TimeProvider time, FfmpegProcess process)
    {
        (_source, _time, _process) = (source, time, process);
        _newest = Channel.CreateBounded<(Mat Frame, TimeSpan Time)>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true }, Drop);
        for (var i = 0; i < Frames; i++)
        {
            _free.Writer.TryWrite(new Mat());
        }

        Receiving = Task.Factory.StartNew(Receive, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Frames that the source has sent so far.</summary>
    public int Received => Volatile.Read(ref _received);

    /// <summary>Frames that nobody got, as newer ones had come.</summary>
    public int Dropped => Volatile.Read(ref _dropped);

    /// <summary>Ends when the source does.</summary>
    internal Task Receiving { get; }

    /// <summary>Connects to the source.</summary>
    /// <param name="source">What to read.</param>
    /// <param name="time">Tells when frames arrive.</param>
    /// <exception cref="VideoException">ffmpeg is not installed.</exception>
    public static LiveReader Open(LiveSource source, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(time);
        string[] output =
        [
            "-map", "0:v:0", "-vf", "scale=trunc(iw*sar+0.5):ih", "-fps_mode", "passthrough", "-f", "image2pipe", "-c:v", "ppm", "pipe:1",
        ];
        return new LiveReader(source, time, FfmpegProcess.Start([.. source.Input, .. output], output: true));
    }

    /// <summary>Waits for a frame that was not read yet and puts the newest into <paramref name="frame"/>.</summary>
    /// <returns>When it arrived, counted from the arrival of the first; null where the source has ended.</returns>
    /// <exception cref="VideoException">The source never sent a frame; the message says why.</exception>
    public async Task<TimeSpan?> ReadAsync(Mat frame, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (await _newest.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && _newest.Reader.TryRead(out var newest))
        {
            Cv2.CvtColor(newest.Frame, frame, ColorConversionCodes.RGB2BGR);
            _free.Writer.TryWrite(newest.Frame);
            return newest.Time;
        }

        if (Received == 0)
        {
            await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            throw VideoFailure.NotReceived(_source.Name, _process.Errors);
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync().ConfigureAwait(false);
        await Receiving.ConfigureAwait(false);
        while (_newest.Reader.TryRead(out var newest))
        {
            newest.Frame.Dispose();
        }

        while (_free.Reader.TryRead(out var frame))
        {
            frame.Dispose();
        }
    }

    private void Drop((Mat Frame, TimeSpan Time) stale)
    {
        Interlocked.Increment(ref _dropped);
        _free.Writer.TryWrite(stale.Frame);
    }

    private void Receive()
    {
        try
        {
            using var pipe = new BufferedStream(_process.Output, 1 << 16);
            var first = 0L;
            while (_free.Reader.TryRead(out var frame) && PpmImage.TryRead(pipe, frame))
            {
                first = Received == 0 ? _time.GetTimestamp() : first;
                Interlocked.Increment(ref _received);
                _newest.Writer.TryWrite((frame, _time.GetElapsedTime(first)));
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            // Cut off within a frame: the source has ended.
        }
        finally
        {
            _newest.Writer.Complete();
        }
    }
}
