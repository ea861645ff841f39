using System.Globalization;
using OpenCvSharp;
using Serverless.Cli.Terminal;
using Serverless.Detection;
using Serverless.Detection.Onnx;
using Serverless.Video;
using Serverless.Video.Live;

namespace Serverless.Cli.Prediction;

/// <summary>
/// Runs a detector over a camera or a stream until that ends or somebody ends it, and shows it in a window, records it to a file, or
/// both. Detections go to a file as JSON lines in any case.
/// </summary>
internal sealed class LivePrediction(OnnxDetector detector, DetectionThresholds thresholds, string outputFolder, TimeProvider time)
{
    private const int TicksPerSecond = 1000;

    // Guides the encoder only: a detector seldom keeps up with more.
    private const int UsualFrameRate = 15;

    // What a slow machine has to do beside detecting.
    private static readonly H264Options s_encoding = new() { Preset = "ultrafast" };

    /// <param name="source">What to look at.</param>
    /// <param name="screen">Where to show it, or null.</param>
    /// <param name="isRecorded">Whether to record it.</param>
    /// <param name="cancellationToken">Ends the work as it should: the files are complete then.</param>
    /// <returns>The number of frames that were looked at.</returns>
    /// <exception cref="VideoException">The source sends nothing, or the file cannot be written.</exception>
    public async Task<int> RunAsync(LiveSource source, IFrameDisplay? screen, bool isRecorded, CancellationToken cancellationToken)
    {
        using var display = screen;
        await using var reader = LiveReader.Open(source, time);
        var name = Path.Combine(outputFolder, FileName(source.Name, time.GetLocalNow()));
        var recording = isRecorded ? $"{name}.annotated.mp4" : null;
        Console.WriteLine($"{source.Name}: Ctrl-C ends it{(screen is null ? string.Empty : ", so does closing the window")}.");
        await using var lines = new BufferedStream(File.Create($"{name}.jsonl"));
        var annotator = new FrameAnnotator(detector, thresholds, lines);
        try
        {
            await AnnotateAsync(reader, annotator, display, recording, cancellationToken);
        }
        finally
        {
            if (annotator.Frames == 0)
            {
                File.Delete($"{name}.jsonl");
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{recording ?? $"{name}.jsonl"}: {annotator.Frames} frames, {annotator.Found} detections, {annotator.Objects} objects; {reader.Dropped} of {reader.Received} frames were left out to keep up"));
        return annotator.Frames;
    }

    /// <summary>A file name that tells a source and when it was looked at.</summary>
    internal static string FileName(string source, DateTimeOffset now)
    {
        var readable = string.Concat(source.Select(static c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '-'));
        return string.Create(CultureInfo.InvariantCulture, $"{readable.Trim('-', '.')}-{now:yyyyMMdd-HHmmss}");
    }

    private async Task AnnotateAsync(LiveReader reader, FrameAnnotator annotator, IFrameDisplay? display, string? recording, CancellationToken cancellationToken)
    {
        OpenEndedWriter? writer = null;
        var progress = new ProgressLines(time);
        try
        {
            using var image = new Mat();
            var last = double.NegativeInfinity;
            TimeSpan? first = null;
            while (await NextAsync(reader, image, cancellationToken) is { } arrived)
            {
                // The clock may be coarser than a fast source; the tracker wants times that ascend.
                first ??= arrived;
                last = Math.Max((arrived - first.Value).TotalSeconds, last + 1e-6);
                annotator.Annotate(image, annotator.Frames, last);
                if (recording is not null)
                {
                    writer ??= OpenEndedWriter.Open(recording, image.Width, image.Height, new Rational(1, TicksPerSecond), new Rational(UsualFrameRate, 1), s_encoding);
                    await writer.WriteAsync(image, (long)(last * TicksPerSecond), CancellationToken.None);
                }

                progress.Report(string.Create(CultureInfo.InvariantCulture, $"{last,7:F1} s  {annotator.Frames} frames, {annotator.Found} detections, {annotator.Objects} objects"));
                if (display?.Show(image) == false)
                {
                    break;
                }
            }

            await (writer?.CompleteAsync(CancellationToken.None) ?? Task.CompletedTask);
        }
        finally
        {
            await (writer?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    /// <summary>Ending a live source is how it is meant to end: no error.</summary>
    private static async Task<TimeSpan?> NextAsync(LiveReader reader, Mat image, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(image, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
