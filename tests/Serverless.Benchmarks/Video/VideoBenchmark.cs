using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;
using Serverless.Detection.Onnx;
using Serverless.Pipeline.Analysis;
using Serverless.RoadScenes;
using Serverless.Video;

namespace Serverless.Benchmarks.Video;

/// <summary>
/// Video analysis through the app, from blob to blob, against the network alone: ONNX Runtime on a prepared input with all cores. A
/// YOLOv8n with random weights at 640 px on a road video of 1280×720: weights change what is found, not how long it takes.
/// </summary>
internal sealed class VideoBenchmark : IBenchmark
{
    private const int Frames = 120;
    private const int Longer = 4;
    private const int Batch = 4;
    private const int Side = 640;

    // As host.json says: so many activities at a time on one machine, and so many threads each.
    private const int Activities = 2;

    private static readonly int s_threads = Math.Max(1, Environment.ProcessorCount / Activities);

    public string Name => "video";

    public string Description => "video analysis from blob to blob, against ONNX Runtime alone";

    public async Task RunAsync(Figures figures, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("benchmark");
        try
        {
            var model = Path.Combine(folder.FullName, "model.onnx");
            await File.WriteAllBytesAsync(model, RandomModel.Create(Side), cancellationToken);
            var video = Path.Combine(folder.FullName, "road.mp4");
            await RoadVideo.WriteAsync(video, new RoadVideoOptions { Frames = Frames, Width = 1280, Height = 720, Sound = true }, null, cancellationToken);
            var longVideo = Path.Combine(folder.FullName, "long.mp4");
            await RoadVideo.WriteAsync(longVideo, new RoadVideoOptions { Frames = Longer * Frames, Width = 1280, Height = 720, Sound = true }, null, cancellationToken);

            // In turn, so that what else the machine does hits all alike.
            var run = new List<double> { Run(model) };
            var detect = await DetectAsync(model, video, cancellationToken);
            run.Add(Run(model));
            figures.Add("detect_over_run", detect / Figures.Median(run));
            await AnalyseAsync(figures, folder.FullName, model, video, longVideo, run, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task AnalyseAsync(
        Figures figures, string folder, string model, string video, string longVideo, List<double> run, CancellationToken cancellationToken)
    {
        await using var app = await VideoApp.StartAsync(folder, model, s_threads, cancellationToken);
        await app.AnalyseAsync(video, confidence: 0.5, cancellationToken);
        using var memory = new TreeMemory();
        var once = await app.AnalyseAsync(video, confidence: 0.25, cancellationToken);
        run.Add(Run(model));
        var rendered = await app.RenderAsync(once.Id, confidence: 0.3, cancellationToken);
        var longer = await app.AnalyseAsync(longVideo, confidence: 0.25, cancellationToken);
        run.Add(Run(model));
        var rate = Figures.Median(run);
        figures.Add("run_frames_per_s", rate);
        figures.Add("end_to_end_over_run", Longer * Frames / longer.Seconds / rate);
        figures.Add("rerender_over_analysis", once.Seconds / rendered);
        figures.Add("peak_mb", memory.PeakMegabytes);
        figures.Add("seconds_4x_over_1x", longer.Seconds / once.Seconds);
        figures.Add("overhead_ms_per_chunk", 1000 * (longer.Timings.Elapsed - (longer.Timings.Compute / Activities)) / longer.Timings.Chunks);
    }

    /// <summary>Frames per second of the network alone.</summary>
    private static double Run(string model)
    {
        using var options = new SessionOptions { IntraOpNumThreads = Environment.ProcessorCount };
        using var session = new InferenceSession(model, options);
        var pixels = new float[Batch * 3 * Side * Side];
        new Random(1).NextSingles(pixels);
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [Batch, 3, Side, Side]);
        using var runOptions = new RunOptions();
        string[] inputs = ["images"];
        string[] outputs = ["output0"];
        session.Run(runOptions, inputs, [input], outputs).Dispose();
        var begin = Stopwatch.GetTimestamp();
        for (var done = 0; done < Frames; done += Batch)
        {
            session.Run(runOptions, inputs, [input], outputs).Dispose();
        }

        return Frames / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    /// <summary>Frames per second of detection, in as many chunks side by side as a machine works on.</summary>
    private static async Task<double> DetectAsync(string model, string video, CancellationToken cancellationToken)
    {
        using var detector = OnnxDetector.Load(model, new OnnxDetectorOptions { Threads = s_threads });
        using var warm = new Mat(720, 1280, MatType.CV_8UC3, Scalar.All(90));
        detector.Detect(warm, new Detection.DetectionThresholds());
        var index = await VideoIndexer.IndexAsync(video, cancellationToken);
        var detection = new ChunkDetection(detector, Batch);
        var begin = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(ChunkPlanner.Plan(index, Frames / Activities).Select(chunk => Task.Run(
            async () => await detection.DetectAsync(video, index, chunk, cancellationToken).CountAsync(cancellationToken), cancellationToken)));
        return counts.Sum() / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
