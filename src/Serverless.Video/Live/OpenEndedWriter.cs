using OpenCvSharp;

namespace Serverless.Video.Live;

/// <summary>
/// Writes frames whose number and times nobody knows beforehand, as <see cref="FrameWriter"/> does. It can be completed after any
/// frame. One caller at a time.
/// </summary>
public sealed class OpenEndedWriter : IAsyncDisposable
{
    private readonly TimeList _times = new();
    private readonly FrameWriter _writer;

    private OpenEndedWriter(string path, int width, int height, Rational timeBase, Rational frameRate, H264Options? options) =>
        _writer = FrameWriter.Open(path, width, height, FrameTiming.Of(timeBase, frameRate, _times), options);

    /// <summary>Number of frames taken so far.</summary>
    public int Position => _writer.Position;

    /// <summary>Starts a file; one that exists is replaced. It is complete after <see cref="CompleteAsync"/>, and removed when disposed before.</summary>
    /// <param name="path">The file to write, an MP4 whatever its name ends in.</param>
    /// <param name="width">Width of the frames, at least 1.</param>
    /// <param name="height">Height of the frames, at least 1.</param>
    /// <param name="timeBase">Seconds per tick.</param>
    /// <param name="frameRate">Frames per second on average, as far as that is known; guides the encoder.</param>
    /// <param name="options">How to encode; defaults where null.</param>
    /// <exception cref="VideoException">ffmpeg is not installed.</exception>
    public static OpenEndedWriter Open(string path, int width, int height, Rational timeBase, Rational frameRate, H264Options? options = null) =>
        new(path, width, height, timeBase, frameRate, options);

    /// <summary>Takes the next frame; its pixels are copied.</summary>
    /// <param name="frame">8-bit BGR of the size given to <see cref="Open"/>.</param>
    /// <param name="ticks">When it is shown, counted from the first; where that is not after the frame before, a tick after it.</param>
    /// <param name="cancellationToken">Gives up waiting for the encoder.</param>
    /// <exception cref="VideoException">ffmpeg gave up; the message says why.</exception>
    public ValueTask WriteAsync(Mat frame, long ticks, CancellationToken cancellationToken = default)
    {
        _times.Add(ticks);
        return _writer.WriteAsync(frame, cancellationToken);
    }

    /// <summary>Finishes the file.</summary>
    /// <exception cref="InvalidOperationException">No frame was written.</exception>
    /// <exception cref="VideoException">ffmpeg gave up; the message says why.</exception>
    public Task CompleteAsync(CancellationToken cancellationToken = default) => _writer.CompleteAsync(cancellationToken);

    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
