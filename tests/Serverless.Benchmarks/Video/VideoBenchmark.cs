using System.Diagnostics;
using System.Globalization;
using CliWrap;
using Serverless.Benchmarks.Inference;
using Serverless.Detection.Onnx;
using Serverless.Pipeline.Analysis;
using Serverless.RoadScenes;
using Serverless.Training;
using Serverless.Video;

namespace Serverless.Benchmarks.Video;

/// <summary>
/// Video analysis through the app, from blob to blob, against the network alone: ONNX Runtime on a prepared input with all cores. A
/// YOLOv8n at 640 px on a road video of 1280×720; one with random weights where the real one is missing. Figures that end in
/// <c>_cpu</c> compare processor time instead of the clock's, for machines that others use too: what one thread of the network takes
/// an image over what all takes. Figures that begin with <c>rectangle</c> are of the same network of open size, against ONNX Runtime on the
/// square.
/// </summary>
internal sealed class VideoBenchmark : IBenchmark
{
    private const string Weights = "weights/yolov8n_coco_fp32.onnx";
    private const string FramesVariable = "VIDEO_BENCHMARK_FRAMES";
    private const int DefaultFrames = 800;
    private const int Longer = 4;
    private const int Batch = 4;
    private const int Side = 640;
    private const string Fixed = "fixed";
    private const string Open = "open";
    private const int WarmUpFrames = 20;

    // As host.json says: so many activities at a time on one machine, and so many threads each.
    private const int Activities = 2;

    private static readonly int s_threads = Math.Max(1, Environment.ProcessorCount / Activities);

    private static readonly int s_frames = int.Parse(
        Environment.GetEnvironmentVariable(FramesVariable) ?? $"{DefaultFrames}", NumberStyles.None, CultureInfo.InvariantCulture);

    // Of the network, between the other measurements.
    private static readonly int s_images = Math.Min(100, s_frames / 4);

    public string Name => "video";

    public string Description => $"video analysis from blob to blob, against ONNX Runtime alone ({FramesVariable}={DefaultFrames})";

    public async Task RunAsync(Figures figures, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("benchmark");
        try
        {
            var model = Path.Combine(folder.FullName, "model.onnx");
            await File.WriteAllBytesAsync(
                model, SharedData.Find(Weights) is { } weights ? await File.ReadAllBytesAsync(weights, cancellationToken) : RandomModel.Create(Side), cancellationToken);
            var video = Path.Combine(folder.FullName, "road.mp4");
            await RoadVideo.WriteAsync(video, new RoadVideoOptions { Frames = s_frames, Width = 1280, Height = 720, Sound = true }, null, cancellationToken);
            var longVideo = Path.Combine(folder.FullName, "long.mp4");
            await Cli.Wrap("ffmpeg")
                .WithArguments(["-v", "error", "-stream_loop", $"{Longer - 1}", "-i", video, "-c", "copy", longVideo])
                .ExecuteAsync(cancellationToken);
            await MeasureAsync(figures, folder.FullName, model, video, longVideo, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // In turn, so that what else the machine does hits all alike.
    private static async Task MeasureAsync(
        Figures figures, string folder, string model, string video, string longVideo, CancellationToken cancellationToken)
    {
        var (run, processor) = (new List<double>(), new List<double>());
        RunBare();
        var detect = await DetectAsync(model, video, cancellationToken);
        RunBare();
        figures.Add("run_frames_per_s", 1 / Figures.Median(run));
        figures.Add("detect_over_run", s_frames * Figures.Median(run) / detect.Elapsed);
        figures.Add("detect_over_run_cpu", s_frames * Figures.Median(processor) / detect.Processor);

        await using var app = await VideoApp.StartAsync(folder, s_threads, cancellationToken);
        await app.AddModelAsync(Fixed, model, dynamicNetwork: null, cancellationToken);
        await app.AnalyseAsync(video, $"{Fixed}/v1", confidence: 0.5, cancellationToken);
        RunBare();
        // What drawing the video has left to this process is none of the app's.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var memory = new TreeMemory();
        var once = await app.AnalyseAsync(video, $"{Fixed}/v1", confidence: 0.25, cancellationToken);
        var (all, ended) = (TreeProcessorTime.Seconds(), TreeProcessorTime.EndedSeconds());
        var longer = await app.AnalyseAsync(longVideo, $"{Fixed}/v1", confidence: 0.25, cancellationToken);
        (all, ended) = (TreeProcessorTime.Seconds() - all, TreeProcessorTime.EndedSeconds() - ended);
        var rendered = await app.RenderAsync(longer.Id, confidence: 0.3, cancellationToken);
        memory.Dispose();
        RunBare();
        figures.Add("run_frames_per_s", 1 / Figures.Median(run));
        figures.Add("run_cpu_ms", 1000 * Figures.Median(processor));
        figures.Add("end_to_end_over_run", Longer * s_frames * Figures.Median(run) / longer.Seconds);
        figures.Add("end_to_end_over_run_cpu", Longer * s_frames * Figures.Median(processor) / all);
        figures.Add("ffmpeg_cpu_ms", 1000 * ended / (Longer * s_frames));
        figures.Add("app_and_storage_cpu_ms", 1000 * (all - ended) / (Longer * s_frames));
        figures.Add("rerender_over_analysis", longer.Seconds / rendered);
        figures.Add("peak_mb", memory.PeakMegabytes);
        figures.Add("seconds_4x_over_1x", longer.Seconds / once.Seconds);
        figures.Add("detect_ms_per_frame", 1000 * longer.Timings.Detect / (Longer * s_frames));
        figures.Add("render_ms_per_frame", 1000 * longer.Timings.Render / (Longer * s_frames));
        figures.Add("index_ms", 1000 * longer.Timings.Index);
        figures.Add("merge_ms", 1000 * longer.Timings.Merge);
        figures.Add("publish_ms", 1000 * (longer.Seconds - longer.Timings.Elapsed));
        figures.Add("overhead_ms_per_chunk", 1000 * (longer.Timings.Elapsed - longer.Timings.Index - longer.Timings.Merge - ((longer.Timings.Detect + longer.Timings.Render) / Activities)) / longer.Timings.Chunks);
        await MeasureRectanglesAsync(figures, app, folder, longVideo, cancellationToken);

        void RunBare()
        {
            using var bare = new BareNetwork(model, Environment.ProcessorCount, Batch);
            run.Add(bare.Run(s_images).Elapsed);
            using var single = new BareNetwork(model, threads: 1, Batch);
            processor.Add(single.Run(s_images).Processor);
        }
    }

    /// <summary>The same network as a training leaves it, of fixed and of open size: the app takes the latter, and runs it on 640×384 pixels.</summary>
    private static async Task MeasureRectanglesAsync(Figures figures, VideoApp app, string folder, string video, CancellationToken cancellationToken)
    {
        if (SharedData.Find(Weights) is not { } weights)
        {
            return;
        }

        var (square, open) = (Path.Combine(folder, "square.onnx"), Path.Combine(folder, "open.onnx"));
        OnnxExporter.Export(weights, square, new OnnxExportOptions { ImageSize = Side });
        OnnxExporter.Export(weights, open, new OnnxExportOptions { ImageSize = Side, DynamicSize = true });
        await app.AddModelAsync(Open, square, open, cancellationToken);
        var before = RunSquare();
        var (_, seconds, timings) = await app.AnalyseAsync(video, $"{Open}/v1", confidence: 0.25, cancellationToken);
        figures.Add("rectangle_end_to_end_over_run", Longer * s_frames * (before + RunSquare()) / 2 / seconds);
        figures.Add("rectangle_detect_ms_per_frame", 1000 * timings.Detect / (Longer * s_frames));

        double RunSquare()
        {
            using var bare = new BareNetwork(square, Environment.ProcessorCount, batch: 1);
            return bare.Run(s_images).Elapsed;
        }
    }

    /// <summary>Detects, in as many chunks side by side as a machine works on.</summary>
    /// <returns>Seconds of the clock and of the processor.</returns>
    private static async Task<(double Elapsed, double Processor)> DetectAsync(string model, string video, CancellationToken cancellationToken)
    {
        using var detector = OnnxDetector.Load(model, new OnnxDetectorOptions { Threads = s_threads });
        var index = await VideoIndexer.IndexAsync(video, cancellationToken);
        using var runs = new NetworkRuns(Activities);
        var detection = new ChunkDetection(detector, runs, Batch);
        await detection.DetectAsync(video, index, new VideoChunk(0, 0, WarmUpFrames), cancellationToken).CountAsync(cancellationToken);
        var (begin, processor) = (Stopwatch.GetTimestamp(), TreeProcessorTime.Seconds());
        await Task.WhenAll(ChunkPlanner.Plan(index, s_frames / Activities).Select(chunk => Task.Run(
            async () => await detection.DetectAsync(video, index, chunk, cancellationToken).CountAsync(cancellationToken), cancellationToken)));
        return (Stopwatch.GetElapsedTime(begin).TotalSeconds, TreeProcessorTime.Seconds() - processor);
    }
}
