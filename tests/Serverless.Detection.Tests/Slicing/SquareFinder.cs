using OpenCvSharp;

namespace Serverless.Detection.Tests.Slicing;

/// <summary>
/// Finds the white areas of an image, with a confidence that grows with their part of it: blind, as a network is, to
/// what is small in the image that it is given.
/// </summary>
internal sealed class SquareFinder(float smallestPart) : IObjectDetector
{
    public IReadOnlyList<IReadOnlyList<DetectedObject>> Detect(
        IReadOnlyList<Mat> images, DetectionThresholds thresholds, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return [.. images.Select(image => Find(image, thresholds))];
    }

    private List<DetectedObject> Find(Mat image, DetectionThresholds thresholds)
    {
        using var gray = image.CvtColor(ColorConversionCodes.BGR2GRAY);
        var found = Cv2.ConnectedComponentsEx(gray).Blobs.Skip(1)
            .Where(blob => Math.Max(blob.Width / (float)image.Width, blob.Height / (float)image.Height) >= smallestPart)
            .Select(blob => new DetectedObject(
                new Box(blob.Left, blob.Top, blob.Left + blob.Width, blob.Top + blob.Height),
                0,
                0.5f + (0.4f * blob.Area / (image.Width * image.Height))));
        return [.. found.Where(one => one.Confidence > thresholds.Confidence)];
    }
}
