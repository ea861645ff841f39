using System.Globalization;
using OpenCvSharp;

namespace Serverless.Detection.Drawing;

/// <summary>
/// Draws detected objects into an image: a box in the colour of its class, and a label with the class and the
/// confidence in percent, legible from 320 pixels to 4K. Any number of threads may draw with one instance.
/// </summary>
/// <param name="names">Class names by class id; classes beyond are labelled <c>class7</c>.</param>
public sealed class DetectionPainter(IReadOnlyList<string> names)
{
    /// <summary>Whether labels tell the confidence; of no use for objects that people labelled.</summary>
    public bool ShowsConfidence { get; init; } = true;

    /// <summary>Draws into the image, the most confident object on top.</summary>
    /// <param name="image">BGR, 8 bits a channel.</param>
    /// <param name="objects">In pixels of the image.</param>
    public void Draw(Mat image, IReadOnlyList<DetectedObject> objects)
    {
        ImageGuard.ThrowIfNotBgr(image);
        ArgumentNullException.ThrowIfNull(objects);
        var ranked = objects
            .OrderByDescending(static found => found.Confidence)
            .Select(found => new LabelledBox(found.Box, found.ClassId, Label(found)));
        LabelledBoxes.Draw(image, [.. ranked], DrawingStyle.For(new ImageSize(image.Width, image.Height)));
    }

    internal string Label(DetectedObject found)
    {
        var name = ClassLabel.Of(names, found.ClassId);
        return ShowsConfidence ? string.Create(CultureInfo.InvariantCulture, $"{name} {MathF.Round(100 * found.Confidence)}%") : name;
    }
}
