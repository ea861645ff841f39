using System.Net;
using System.Net.Sockets;
using OpenCvSharp;
using Serverless.Cli.Prediction;
using Serverless.Detection;
using Serverless.Detection.Onnx;
using Serverless.Detection.Tests.Onnx;
using Serverless.Pipeline.Storage;
using Serverless.Video;
using Serverless.Video.Live;

namespace Serverless.Cli.Tests.Prediction;

public sealed class LivePredictionTests : IDisposable
{
    // ffmpeg listens for five seconds of it before it gives the first frame.
    private const int Seconds = 12;
    private const int Frames = 25 * Seconds;
    private const int TransportPacket = 188;

    private readonly TemporaryFolder _folder = new(Path.GetTempPath());
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _shown = new();
    private readonly OnnxDetector _detector;

    public LivePredictionTests()
    {
        _listener.Start();
        // Its output is the image itself: it finds something in every frame.
        _detector = OnnxDetector.Load(new TestModel
        {
            Input = [TestModel.Open, 3, 32, 32],
            Output = [TestModel.Open, 6, 512],
            Metadata = new() { ["names"] = "{0: 'pothole', 1: 'crack'}" },
        }.Save(_folder.Path));
    }

    public void Dispose()
    {
        _detector.Dispose();
        _listener.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_StreamThatEnds_LeavesACompleteRecordingAndItsDetections()
    {
        var sending = SendAsync();

        var frames = await Prediction().RunAsync(Source(), screen: null, isRecorded: true, CancellationToken.None);

        using var client = await sending;
        Assert.InRange(frames, 1, Frames);
        await CheckAsync(frames);
    }

    [Fact]
    public async Task Run_EndedByCtrlC_LeavesACompleteRecordingAndItsDetections()
    {
        using var stop = new CancellationTokenSource();
        var sending = SendAsync(_shown.Task);

        var frames = await Prediction().RunAsync(Source(), new Watcher(_shown, shown => Cancel(stop, shown)), isRecorded: true, stop.Token);

        using var client = await sending;
        Assert.Equal(2, frames);
        await CheckAsync(2);
    }

    [Fact]
    public async Task Run_WindowClosed_EndsWithoutARecording()
    {
        var watcher = new Watcher(_shown, static shown => shown < 2);
        var sending = SendAsync(_shown.Task);

        var frames = await Prediction().RunAsync(Source(), watcher, isRecorded: false, CancellationToken.None);

        using var client = await sending;
        Assert.Equal((2, 2, true), (frames, watcher.Shown, watcher.IsDisposed));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.mp4"));
        Assert.Equal(2, File.ReadLines(Assert.Single(Directory.GetFiles(_folder.Path, "*.jsonl"))).Count());
    }

    [Fact]
    public async Task Run_NobodyThere_LeavesNothing()
    {
        var source = Source();
        _listener.Stop();

        await Assert.ThrowsAsync<VideoException>(() => Prediction().RunAsync(source, screen: null, isRecorded: true, CancellationToken.None));

        Assert.Empty(Directory.GetFiles(_folder.Path, "*.mp4"));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.jsonl"));
    }

    [Theory]
    [InlineData("camera 0", "camera-0-20260102-030405")]
    [InlineData("rtsp://10.0.0.7:554/a/", "rtsp---10.0.0.7-554-a-20260102-030405")]
    public void FileName_Source_TellsWhatAndWhen(string source, string expected) =>
        Assert.Equal(expected, LivePrediction.FileName(source, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)));

    private static bool Cancel(CancellationTokenSource stop, int shown)
    {
        if (shown == 2)
        {
            stop.Cancel();
        }

        return true;
    }

    private LivePrediction Prediction() => new(_detector, new DetectionThresholds { Confidence = 0.3f }, _folder.Path, TimeProvider.System);

    private LiveSource Source() => LiveSource.Find($"tcp://{_listener.LocalEndpoint}")!;

    /// <summary>Sends a video to whoever connects; where something is waited for, the last third after that, and no end.</summary>
    private async Task<TcpClient> SendAsync(Task? beforeTheLast = null)
    {
        var path = _folder.File("road.ts");
        await Support.Ffmpeg.RunAsync("-f", "lavfi", "-i", $"testsrc2=size=64x48:rate=25:duration={Seconds}", "-c:v", "libx264", "-preset", "ultrafast", "-g", "5", "-pix_fmt", "yuv420p", path);
        var video = await File.ReadAllBytesAsync(path);
        var client = await _listener.AcceptTcpClientAsync();
        var first = video.Length / TransportPacket * 2 / 3 * TransportPacket;
        await client.GetStream().WriteAsync(video.AsMemory(0, first));
        await (beforeTheLast ?? Task.CompletedTask);
        try
        {
            await client.GetStream().WriteAsync(video.AsMemory(first));
        }
        catch (IOException) when (beforeTheLast is not null)
        {
            // Who has seen enough hangs up.
        }

        if (beforeTheLast is null)
        {
            client.Client.Shutdown(SocketShutdown.Send);
        }

        return client;
    }

    private async Task CheckAsync(int frames)
    {
        var index = await VideoIndexer.IndexAsync(Assert.Single(Directory.GetFiles(_folder.Path, "*.annotated.mp4")));
        Assert.Equal((frames, 64, 48), (index.FrameCount, index.Width, index.Height));
        var lines = File.ReadAllLines(Assert.Single(Directory.GetFiles(_folder.Path, "*.jsonl")));
        Assert.Equal(frames, lines.Length);
        Assert.All(lines, static line => Assert.Contains("\"objects\":[", line, StringComparison.Ordinal));
    }

    private sealed class Watcher(TaskCompletionSource first, Func<int, bool> goesOn) : IFrameDisplay
    {
        public int Shown { get; private set; }

        public bool IsDisposed { get; private set; }

        public bool Show(Mat frame)
        {
            first.TrySetResult();
            return goesOn(++Shown);
        }

        public void Dispose() => IsDisposed = true;
    }
}
