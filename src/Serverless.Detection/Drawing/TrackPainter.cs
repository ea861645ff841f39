using System.Globalization;
using OpenCvSharp;
using Serverless.Detection.Tracking;

namespace Serverless.Detection.Drawing;

/// <summary>
/// Draws tracked objects into a frame: trails, boxes in the colours of their classes, and labels with the number of the
/// track where there is one, the class and the confidence in percent. Any number of threads may draw with one instance.
/// </summary>
/// <param name="names">Class names by class id; classes beyond are labelled <c>class7</c>.</param>
public sealed class TrackPainter(IReadOnlyList<string> names)
{
    /// <summary>Whether labels tell the confidence; never where a box is interpolated.</summary>
    public bool ShowsConfidence { get; init; } = true;

    /// <summary>Draws into the frame, the most confident object on top.</summary>
    /// <param name="image">BGR, 8 bits a channel.</param>
    /// <param name="objects">In pixels of the image.</param>
    /// <param name="trails">Drawn beneath the boxes; none where empty.</param>
    public void Draw(Mat image, IReadOnlyList<TrackedObject> objects, IReadOnlyList<Trail> trails)
    {
        ImageGuard.ThrowIfNotBgr(image);
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(trails);
        var style = DrawingStyle.For(new ImageSize(image.Width, image.Height));
        foreach (var trail in trails)
        {
            HaloLine.Draw(image, [.. trail.Points.Select(HaloLine.ToPixel)], isClosed: false, ClassColor.Of(trail.ClassId), style);
        }

        var ranked = objects
            .OrderByDescending(static seen => seen.Confidence)
            .ThenBy(static seen => seen.TrackId)
            .Select(seen => new LabelledBox(seen.Box, seen.ClassId, Label(seen)));
        LabelledBoxes.Draw(image, [.. ranked], style);
    }

    /// <summary>The rows that <see cref="Draw"/> may change, none where there is nothing to draw.</summary>
    /// <param name="image">Size of the image.</param>
    /// <param name="objects">In pixels of the image.</param>
    /// <param name="trails">Likewise.</param>
    public static RowRange RowsOf(ImageSize image, IReadOnlyList<TrackedObject> objects, IReadOnlyList<Trail> trails)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(trails);
        List<float> edges =
        [
            .. objects.SelectMany(static seen => new[] { seen.Box.Top, seen.Box.Bottom }),
            .. trails.SelectMany(static trail => trail.Points).Select(static point => point.Y),
        ];
        if (edges.Count == 0)
        {
            return default;
        }

        // A label lies on one side of its box, or at the edge of the image that the box lies beyond.
        var style = DrawingStyle.For(image);
        var reach = Math.Min(LabelLayout.HeightOf(style) + HaloLine.ReachOf(style), image.Height);
        var first = Math.Clamp(MathF.Floor(edges.Min()) - reach, 0, image.Height - reach);
        var end = Math.Clamp(MathF.Ceiling(edges.Max()) + reach + 1, reach, image.Height);
        return new RowRange((int)first, (int)end);
    }

    internal string Label(TrackedObject seen)
    {
        var name = ClassLabel.Of(names, seen.ClassId);
        if (seen.TrackId != TrackedObject.NotFollowed)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"#{seen.TrackId} {name}");
        }

        return ShowsConfidence && !seen.IsInterpolated
            ? string.Create(CultureInfo.InvariantCulture, $"{name} {MathF.Round(100 * seen.Confidence)}%")
            : name;
    }
}
