using OpenCvSharp;
using Serverless.Detection;
using Serverless.Detection.Drawing;

namespace Serverless.Pipeline.Evaluation;

/// <summary>Draws an image twice side by side: what was marked on the left, what was predicted on the right.</summary>
internal static class EvaluationPictures
{
    private const int LongestSide = 640;
    private const int Gap = 4;
    private const int Quality = 85;

    /// <returns>A JPEG.</returns>
    public static byte[] Draw(byte[] encoded, ImageMistakes image, double confidence, IReadOnlyList<string> classes)
    {
        using var source = Cv2.ImDecode(encoded, ImreadModes.Color);
        var scale = Math.Min(1, LongestSide / (double)Math.Max(source.Width, source.Height));
        using var truth = new Mat();
        Cv2.Resize(source, truth, new Size(Math.Max(1, (int)(source.Width * scale)), Math.Max(1, (int)(source.Height * scale))), interpolation: InterpolationFlags.Area);
        using var predicted = truth.Clone();
        new DetectionPainter(classes) { ShowsConfidence = false }.Draw(
            truth, [.. image.Truth.Select(marked => new DetectedObject(Scaled(marked.Box, scale), marked.ClassId, 1))]);
        new DetectionPainter(classes).Draw(
            predicted, [.. image.Predictions.Where(found => found.Confidence >= confidence).Select(found => found with { Box = Scaled(found.Box, scale) })]);
        using var gap = new Mat(truth.Height, Gap, MatType.CV_8UC3, Scalar.All(255));
        using var both = new Mat();
        Cv2.HConcat([truth, gap, predicted], both);
        Cv2.ImEncode(".jpg", both, out var jpeg, new ImageEncodingParam(ImwriteFlags.JpegQuality, Quality));
        return jpeg;
    }

    private static Box Scaled(Box box, double scale) =>
        new((float)(box.Left * scale), (float)(box.Top * scale), (float)(box.Right * scale), (float)(box.Bottom * scale));
}
