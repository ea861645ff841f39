using OpenCvSharp;
using Serverless.Detection;
using Serverless.Detection.Drawing;
using Serverless.Detection.Onnx;

namespace Serverless.Pipeline.Analysis;

/// <summary>Finds objects in encoded images.</summary>
/// <param name="detector">The detector.</param>
/// <param name="names">Names of the classes.</param>
/// <param name="confidence">Lowest confidence of a detection.</param>
public sealed class ImageDetector(OnnxDetector detector, IReadOnlyList<string> names, double confidence)
{
    // Decoding takes memory for every pixel, and a small file may declare any number of them.
    private const long MaximumPixels = 200_000_000;
    private const int JpegQuality = 90;

    private readonly DetectionPainter _painter = new(names);
    private readonly DetectionThresholds _thresholds = new() { Confidence = (float)confidence };

    /// <summary>Finds objects, and draws them where a picture is wanted.</summary>
    /// <param name="image">JPEG, PNG, BMP, TIFF or WebP.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="draw">Whether to give the annotated picture.</param>
    /// <returns>What was found, and the annotated picture as JPEG.</returns>
    /// <exception cref="PipelineException">It is no image that can be decoded.</exception>
    public (ImageDetections Found, byte[]? Annotated) Detect(byte[] image, string name, bool draw)
    {
        using var pixels = Decode(image, name);
        var objects = detector.Detect(pixels, _thresholds);
        var found = new ImageDetections(name, pixels.Width, pixels.Height, [.. objects.Select(detected => FoundObject.Of(detected, names))]);
        if (!draw)
        {
            return (found, null);
        }

        _painter.Draw(pixels, objects);
        return (found, pixels.ToBytes(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, JpegQuality)));
    }

    private static Mat Decode(byte[] image, string name)
    {
        var pixels = new Mat();
        try
        {
            if (image.Length > 0)
            {
                pixels.Dispose();
                pixels = Cv2.ImDecode(image, ImreadModes.Color);
            }
        }
        catch (Exception exception) when (exception is OpenCVException or OpenCvSharpException)
        {
            // It throws at sizes that are out of its range, and gives an empty image at everything else.
        }

        if (!pixels.Empty() && pixels.Total() <= MaximumPixels)
        {
            return pixels;
        }

        pixels.Dispose();
        throw new PipelineException($"'{name}' is no image that can be decoded: use JPEG, PNG, BMP, TIFF or WebP of at most {MaximumPixels / 1_000_000} megapixels.");
    }
}
