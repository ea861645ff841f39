using System.Diagnostics;
using OpenCvSharp;
using Serverless.Detection;
using Serverless.Detection.Decoding;
using Serverless.Detection.Onnx;
using Serverless.Training;

namespace Serverless.Benchmarks.Inference;

/// <summary>What detection costs beyond the network itself, on a 1280×720 frame at 640 pixels.</summary>
internal sealed class InferenceBenchmark : IBenchmark
{
    private const string Weights = "weights/yolov8n_coco_fp32.onnx";
    private const string Picture = "refs/zidane.jpg";
    private const string BusyPicture = "refs/bus.jpg";
    private const int ShortRounds = 400;
    private const int LongRounds = 40;
    private const int ThreadRounds = 9;
    private const int CallsPerRound = 4;
    private const int AllocationCalls = 20;

    private static readonly ImageSize Input = new(BareSession.Side, BareSession.Side);
    private static readonly DetectionThresholds Thresholds = new();

    public string Name => "inference";

    public string Description => "detector over the bare network call, letterbox over OpenCV's, decode and suppression, two threads, rectangle over square";

    public Task RunAsync(Figures figures, CancellationToken cancellationToken)
    {
        if (SharedData.Find(Weights) is not { } weights || SharedData.Find(Picture) is not { } picture || SharedData.Find(BusyPicture) is not { } busy)
        {
            Console.Error.WriteLine($"skipped: shared/data/{Weights}, {Picture} or {BusyPicture} is missing.");
            return Task.CompletedTask;
        }

        // Whoever detects on many threads has no use for a letterbox that takes them all; so neither side does.
        Cv2.SetNumThreads(1);
        using var frame = Cv2.ImRead(picture);
        using var bare = new BareSession(weights);
        MeasureLetterbox(frame, figures, cancellationToken);
        using (var people = Cv2.ImRead(busy))
        {
            MeasurePostprocess(people, bare, figures, cancellationToken);
        }

        MeasureWhole(weights, frame, bare, figures, cancellationToken);
        MeasureThreads(weights, frame, figures, cancellationToken);
        MeasureRectangle(weights, frame, figures, cancellationToken);
        return Task.CompletedTask;
    }

    private static void MeasureLetterbox(Mat frame, Figures figures, CancellationToken cancellationToken)
    {
        var writer = new LetterboxInput();
        var letterbox = Letterbox.Fit(new ImageSize(frame.Width, frame.Height), Input);
        var planes = new float[3 * Input.Width * Input.Height];
        var medians = Alternation.Medians(
            ShortRounds,
            cancellationToken,
            () => writer.Write(frame, letterbox, planes),
            () => PlainOpenCv.Blob(frame, Input).Dispose());
        figures.Add("letterbox_ms", medians[0]);
        figures.Add("letterbox_speedup_over_opencv", medians[1] / medians[0]);
    }

    private static void MeasurePostprocess(Mat picture, BareSession bare, Figures figures, CancellationToken cancellationToken)
    {
        var letterbox = Letterbox.Fit(new ImageSize(picture.Width, picture.Height), Input);
        new LetterboxInput().Write(picture, letterbox, bare.Input);
        bare.Run();
        var decoder = new OutputDecoder();
        var layout = OutputLayout.ChannelsFirst(BareSession.Classes, BareSession.Candidates);
        var low = Thresholds with { Confidence = 0.001f };
        var medians = Alternation.Medians(
            ShortRounds,
            cancellationToken,
            () => decoder.Decode(bare.Output, layout, letterbox, Thresholds),
            () => decoder.Decode(bare.Output, layout, letterbox, low),
            () => decoder.Decode(bare.Output, layout, letterbox, DetectionThresholds.ForEvaluation));
        figures.Add("postprocess_ms_conf_0.25", medians[0]);
        figures.Add("postprocess_ms_conf_0.001", medians[1]);
        figures.Add("postprocess_ms_conf_0.001_every_class", medians[2]);
    }

    private static void MeasureWhole(string weights, Mat frame, BareSession bare, Figures figures, CancellationToken cancellationToken)
    {
        using var detector = OnnxDetector.Load(weights);
        var medians = Alternation.Medians(LongRounds, cancellationToken, () => detector.Detect(frame, Thresholds), bare.Run);
        figures.Add("bare_run_ms", medians[1]);
        figures.Add("end_to_end_over_run", medians[0] / medians[1]);
        figures.Add("allocated_bytes_per_call", AllocatedByCall(detector, frame));
    }

    /// <summary>The same network with open height and width, filled as little as can be and wholly, beside the one of fixed size.</summary>
    private static void MeasureRectangle(string weights, Mat frame, Figures figures, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("benchmark");
        try
        {
            var (open, closed) = (Path.Combine(folder.FullName, "model-dynamic.onnx"), Path.Combine(folder.FullName, "model.onnx"));
            OnnxExporter.Export(weights, open, new OnnxExportOptions { DynamicSize = true, ImageSize = BareSession.Side });
            OnnxExporter.Export(weights, closed, new OnnxExportOptions { ImageSize = BareSession.Side });
            using var rectangle = OnnxDetector.Load(open);
            using var square = OnnxDetector.Load(open, new OnnxDetectorOptions { Rectangular = false });
            using var rigid = OnnxDetector.Load(closed);
            var medians = Alternation.Medians(
                LongRounds,
                cancellationToken,
                () => rectangle.Detect(frame, Thresholds),
                () => square.Detect(frame, Thresholds),
                () => rigid.Detect(frame, Thresholds));
            figures.Add("rectangle_over_square", medians[0] / medians[1]);
            figures.Add("rectangle_over_fixed_square", medians[0] / medians[2]);
            figures.Add("open_square_over_fixed_square", medians[1] / medians[2]);
            figures.Add("rectangle_allocated_bytes_per_call", AllocatedByCall(rectangle, frame));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Beyond the lists that are given back.</summary>
    private static double AllocatedByCall(OnnxDetector detector, Mat frame)
    {
        var results = new IReadOnlyList<DetectedObject>[AllocationCalls];
        var start = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < AllocationCalls; call++)
        {
            results[call] = detector.Detect(frame, Thresholds);
        }

        var detected = GC.GetAllocatedBytesForCurrentThread();
        foreach (var objects in results)
        {
            GC.KeepAlive(new List<DetectedObject>(objects));
        }

        var copied = GC.GetAllocatedBytesForCurrentThread() - detected;
        return (detected - start - copied) / (double)AllocationCalls;
    }

    private static void MeasureThreads(string weights, Mat frame, Figures figures, CancellationToken cancellationToken)
    {
        using var detector = OnnxDetector.Load(weights, new OnnxDetectorOptions { Threads = 1 });
        var ratios = new List<double>();
        for (var round = -1; round < ThreadRounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var ratio = ImagesPerSecond(detector, frame, threads: 2) / ImagesPerSecond(detector, frame, threads: 1);
            if (round >= 0)
            {
                ratios.Add(ratio);
            }
        }

        figures.Add("two_threads_over_one", Figures.Median(ratios));
    }

    private static double ImagesPerSecond(OnnxDetector detector, Mat frame, int threads)
    {
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            for (var call = 0; call < CallsPerRound; call++)
            {
                detector.Detect(frame, Thresholds);
            }
        })).ToList();
        var start = Stopwatch.GetTimestamp();
        workers.ForEach(static worker => worker.Start());
        workers.ForEach(static worker => worker.Join());
        return threads * CallsPerRound / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
