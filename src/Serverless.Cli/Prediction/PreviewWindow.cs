using System.Collections.Concurrent;
using OpenCvSharp;

namespace Serverless.Cli.Prediction;

/// <summary>A window of its own thread, as the toolkit beneath wants it. It is closed by its button, Escape or q.</summary>
internal sealed class PreviewWindow : IFrameDisplay
{
    private const int Escape = 27;
    private const int PollMilliseconds = 15;

    private static readonly string[] s_displays = ["DISPLAY", "WAYLAND_DISPLAY"];

    private readonly string _title;
    private readonly BlockingCollection<Mat> _frames = new(boundedCapacity: 1);
    private readonly TaskCompletionSource<bool> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private volatile bool _closed;

    private PreviewWindow(string title)
    {
        _title = title;
        _thread = new Thread(Run) { IsBackground = true, Name = "preview" };
        _thread.Start();
    }

    /// <summary>Opens a window.</summary>
    /// <returns>Null where there is no screen.</returns>
    public static PreviewWindow? TryOpen(string title)
    {
        if (!Array.Exists(s_displays, static name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))))
        {
            return null;
        }

        var window = new PreviewWindow(title);
        if (window._opened.Task.GetAwaiter().GetResult())
        {
            return window;
        }

        window.Dispose();
        return null;
    }

    public bool Show(Mat frame)
    {
        var copy = frame.Clone();
        // A window that is slow to paint must not hold up the detector.
        if (_closed || !_frames.TryAdd(copy))
        {
            copy.Dispose();
        }

        return !_closed;
    }

    public void Dispose()
    {
        _frames.CompleteAdding();
        _thread.Join();
        while (_frames.TryTake(out var frame))
        {
            frame.Dispose();
        }

        _frames.Dispose();
    }

    private void Run()
    {
        try
        {
            Cv2.NamedWindow(_title, WindowFlags.AutoSize);
        }
        catch (OpenCVException)
        {
            // A display is named but cannot be reached.
            _closed = true;
            _opened.SetResult(false);
            return;
        }

        _opened.SetResult(true);
        var isShown = false;
        while (!_frames.IsCompleted && !_closed)
        {
            if (_frames.TryTake(out var frame, PollMilliseconds))
            {
                Cv2.ImShow(_title, frame);
                frame.Dispose();
                isShown = true;
            }

            var key = Cv2.WaitKey(1);
            // GTK does not tell whether a window is visible; what is no window any more has no other property either.
            _closed = key is Escape or 'q' || (isShown && Cv2.GetWindowProperty(_title, WindowPropertyFlags.AutoSize) < 0);
        }

        Cv2.DestroyAllWindows();
    }
}
