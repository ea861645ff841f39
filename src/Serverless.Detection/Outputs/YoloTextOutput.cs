using System.Globalization;

namespace Serverless.Detection.Outputs;

/// <summary>
/// The text file that YOLO tools keep beside an image: a line for each object,
/// <c>class center_x center_y width height</c>, all but the class as shares of the image's width or height to six
/// places; empty where there is nothing.
/// </summary>
public static class YoloTextOutput
{
    /// <param name="stream">Stays open.</param>
    /// <param name="objects">In the order to write; boxes are cut off at the image's edges, and left out where nothing remains.</param>
    /// <param name="image">Size of the image.</param>
    /// <param name="withConfidence">Whether a sixth column tells the confidence: what predictions have and labels have not.</param>
    /// <exception cref="ArgumentOutOfRangeException">The image has no width or no height.</exception>
    public static void Write(Stream stream, IReadOnlyList<DetectedObject> objects, ImageSize image, bool withConfidence)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(image.Width, nameof(image));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(image.Height, nameof(image));
        using var writer = TextOutput.To(stream);
        foreach (var found in objects)
        {
            var box = found.Box.ClampTo(image.Width, image.Height);
            if (box.IsEmpty)
            {
                continue;
            }

            var (x, y) = ((double)box.CenterX / image.Width, (double)box.CenterY / image.Height);
            var (width, height) = ((double)box.Width / image.Width, (double)box.Height / image.Height);
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{found.ClassId} {x:0.000000} {y:0.000000} {width:0.000000} {height:0.000000}"));
            writer.WriteLine(withConfidence ? string.Create(CultureInfo.InvariantCulture, $" {found.Confidence:0.000000}") : "");
        }
    }
}
