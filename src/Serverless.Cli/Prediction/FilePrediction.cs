using System.Globalization;
using OpenCvSharp;
using Serverless.Cli.Terminal;
using Serverless.Detection;
using Serverless.Detection.Drawing;
using Serverless.Detection.Onnx;
using Serverless.Pipeline;
using Serverless.Pipeline.Analysis;
using Serverless.Video;
using Serverless.Video.Live;

namespace Serverless.Cli.Prediction;

/// <summary>Runs a detector over files and writes beside each other the annotated file and its detections as JSON lines.</summary>
internal sealed class FilePrediction(OnnxDetector detector, DetectionThresholds thresholds, string outputFolder)
{
    private readonly DetectionPainter _painter = new(detector.Model.Names);

    /// <param name="files">Images and videos.</param>
    /// <param name="cancellationToken">Ends the work; of a video that is being worked on, what was done by then is finished.</param>
    /// <exception cref="PipelineException">An image cannot be decoded, or one of several files: it is told as it comes up, the others are worked on.</exception>
    /// <exception cref="VideoException">The only file is a video that cannot be read or written.</exception>
    public async Task RunAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var failed = 0;
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await PredictAsync(file, cancellationToken);
            }
            catch (Exception exception) when (files.Count > 1 && exception is (PipelineException or VideoException))
            {
                UserErrors.WriteError(exception.Message);
                failed++;
            }
        }

        if (failed > 0)
        {
            throw new PipelineException($"{failed} of {files.Count} files could not be worked on; the others are done.");
        }
    }

    private Task PredictAsync(string file, CancellationToken cancellationToken)
    {
        if (!PredictionSource.IsImage(file))
        {
            return PredictVideoAsync(file, cancellationToken);
        }

        PredictImage(file);
        return Task.CompletedTask;
    }

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
        if (!Cv2.ImWrite(annotated, image))
        {
            throw new IOException($"'{annotated}' cannot be written.");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{annotated}: {objects.Count} objects"));
    }

    private async Task PredictVideoAsync(string path, CancellationToken cancellationToken)
    {
        var index = await VideoIndexer.IndexAsync(path, cancellationToken);
        var annotated = OutputPath(path, ".annotated.mp4");
        var rendered = $"{annotated}.rendering.mp4";
        try
        {
            var frames = await Stage.RunAsync(Path.GetFileName(path), report => RenderAsync(path, index, rendered, report, cancellationToken));
            await JoinAsync(path, index, frames, rendered, annotated);
        }
        finally
        {
            File.Delete(rendered);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <returns>The number of frames: less than all where the work was ended.</returns>
    private async Task<int> RenderAsync(string path, VideoIndex index, string rendered, Action<double, string> report, CancellationToken cancellationToken)
    {
        await using var lines = new BufferedStream(File.Create(OutputPath(path, ".jsonl")));
        var annotator = new FrameAnnotator(detector, thresholds, lines);
        await using var reader = FrameReader.Open(path, index, 0, index.FrameCount);
        await using var writer = OpenEndedWriter.Open(rendered, index.Width, index.Height, index.TimeBase, index.AverageFrameRate);
        using var image = new Mat();
        for (var frame = 0; frame < index.FrameCount && !cancellationToken.IsCancellationRequested; frame++)
        {
            await reader.ReadAsync(image, CancellationToken.None);
            annotator.Annotate(image, frame, index.TimeOf(frame).TotalSeconds);
            await writer.WriteAsync(image, index.Pts[frame] - index.Pts[0], CancellationToken.None);
            report((frame + 1.0) / index.FrameCount, string.Create(CultureInfo.InvariantCulture, $"frame {frame + 1} of {index.FrameCount}, {annotator.Found} detections, {annotator.Objects} objects"));
        }

        if (writer.Position == 0)
        {
            throw new OperationCanceledException(cancellationToken);
        }

        await writer.CompleteAsync(CancellationToken.None);
        return writer.Position;
    }

    private static async Task JoinAsync(string path, VideoIndex index, int frames, string rendered, string annotated)
    {
        var isWhole = frames == index.FrameCount;
        var written = isWhole ? index : index with { Pts = [.. index.Pts.Take(frames)], Keyframes = [.. index.Keyframes.Where(keyframe => keyframe < frames)] };
        // The sound of a video that was cut short would go on without pictures.
        await VideoJoiner.JoinAsync(written, [new EncodedChunk(new VideoChunk(0, 0, frames), rendered)], isWhole ? path : null, annotated, CancellationToken.None);
        Console.WriteLine(isWhole
            ? string.Create(CultureInfo.InvariantCulture, $"{annotated}: {frames} frames")
            : string.Create(CultureInfo.InvariantCulture, $"{annotated}: the first {frames} of {index.FrameCount} frames, without sound"));
    }

    // The whole name is kept: a folder may hold both road.jpg and road.png.
    private string OutputPath(string source, string suffix) => Path.Combine(outputFolder, Path.GetFileName(source) + suffix);
}
