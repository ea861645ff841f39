using System.Globalization;
using OpenCvSharp;
using Serverless.Cli.Terminal;
using Serverless.Detection;
using Serverless.Detection.Drawing;
using Serverless.Detection.Onnx;
using Serverless.Pipeline;
using Serverless.Pipeline.Analysis;
using Serverless.Video;

namespace Serverless.Cli.Prediction;

/// <summary>Runs a detector over files and writes beside each other the annotated file and its detections as JSON lines.</summary>
internal sealed class Prediction(OnnxDetector detector, DetectionThresholds thresholds, string outputFolder)
{
    private static readonly string[] s_images = [".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"];
    private static readonly string[] s_videos = [".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v", ".ts", ".flv"];

    private readonly DetectionPainter _painter = new(detector.Model.Names);

    /// <param name="source">A file, or a folder whose images and videos are taken.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="PipelineException">There is nothing to work on.</exception>
    public async Task RunAsync(string source, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(outputFolder);
        foreach (var file in FilesOf(source))
        {
            if (HasExtension(file, s_images))
            {
                PredictImage(file);
            }
            else
            {
                await PredictVideoAsync(file, cancellationToken);
            }
        }
    }

    private static IReadOnlyList<string> FilesOf(string source)
    {
        if (File.Exists(source))
        {
            return [source];
        }

        var files = Directory.Exists(source)
            ? Directory.EnumerateFiles(source).Where(file => HasExtension(file, s_images) || HasExtension(file, s_videos)).Order(StringComparer.Ordinal).ToList()
            : [];
        return files.Count > 0 ? files : throw new PipelineException($"'{source}' is neither an image, a video nor a folder of them.");
    }

    private static bool HasExtension(string path, string[] extensions) =>
        extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private void PredictImage(string path)
    {
        using var image = Cv2.ImRead(path, ImreadModes.Color);
        if (image.Empty())
        {
            throw new PipelineException($"'{path}' is no image that can be decoded: use JPEG, PNG, BMP, TIFF or WebP.");
        }

        var objects = detector.Detect(image, thresholds);
        using (var lines = File.Create(OutputPath(path, ".jsonl")))
        {
            DetectionsFile.WriteLine(lines, new FrameDetections(0, 0, objects));
        }

        _painter.Draw(image, objects);
        var annotated = OutputPath(path, ".annotated.jpg");
        Cv2.ImWrite(annotated, image);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{annotated}: {objects.Count} objects"));
    }

    private async Task PredictVideoAsync(string path, CancellationToken cancellationToken)
    {
        var index = await VideoIndexer.IndexAsync(path, cancellationToken);
        var annotated = OutputPath(path, ".annotated.mp4");
        var found = await Stage.RunAsync(Path.GetFileName(path), report => AnnotateAsync(path, index, annotated, report, cancellationToken));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{annotated}: {found} objects in {index.FrameCount} frames"));
    }

    private async Task<int> AnnotateAsync(
        string path, VideoIndex index, string annotated, Action<double, string> report, CancellationToken cancellationToken)
    {
        var whole = new VideoChunk(0, 0, index.FrameCount);
        var rendered = $"{annotated}.rendering.mp4";
        var found = 0;
        try
        {
            await using (var lines = File.Create(OutputPath(path, ".jsonl")))
            await using (var reader = FrameReader.Open(path, index, 0, index.FrameCount))
            await using (var writer = FrameWriter.Open(rendered, index.Width, index.Height, FrameTiming.Of(index), new H264Options()))
            {
                using var image = new Mat();
                for (var frame = 0; frame < index.FrameCount && await reader.ReadAsync(image, cancellationToken); frame++)
                {
                    var objects = detector.Detect(image, thresholds);
                    found += objects.Count;
                    DetectionsFile.WriteLine(lines, new FrameDetections(frame, index.TimeOf(frame).TotalSeconds, objects));
                    _painter.Draw(image, objects);
                    await writer.WriteAsync(image, cancellationToken);
                    report((frame + 1.0) / index.FrameCount, string.Create(CultureInfo.InvariantCulture, $"frame {frame + 1} of {index.FrameCount}"));
                }

                await writer.CompleteAsync(cancellationToken);
            }

            await VideoJoiner.JoinAsync(index, [new EncodedChunk(whole, rendered)], path, annotated, cancellationToken);
            return found;
        }
        finally
        {
            File.Delete(rendered);
        }
    }

    // The whole name is kept: a folder may hold both road.jpg and road.png.
    private string OutputPath(string source, string suffix) => Path.Combine(outputFolder, Path.GetFileName(source) + suffix);
}
