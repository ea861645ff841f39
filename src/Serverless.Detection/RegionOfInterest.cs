using System.Numerics;

namespace Serverless.Detection;

/// <summary>
/// The part of an image in which objects count: those whose box has its centre inside. The whole image is still looked
/// at, so that objects on the edge are seen whole; to look closer at a part, detect on <see cref="ImagePixels.Crop"/>.
/// Coordinates are fractions of the image, 0 to 1 from its top left corner, so that one region serves every size.
/// </summary>
public sealed class RegionOfInterest
{
    private const int FewestCorners = 3;

    private readonly Vector2[] _corners;

    private RegionOfInterest(Vector2[] corners) => _corners = corners;

    /// <summary>A rectangle.</summary>
    /// <param name="area">Its edges as fractions of width and height.</param>
    /// <exception cref="ArgumentException">It is empty or reaches beyond the image.</exception>
    public static RegionOfInterest Rectangle(Box area) => Polygon(
        [new(area.Left, area.Top), new(area.Right, area.Top), new(area.Right, area.Bottom), new(area.Left, area.Bottom)]);

    /// <summary>A polygon, closed by itself; where its edges cross, what is enclosed an even number of times is outside.</summary>
    /// <param name="corners">At least three, as fractions of width and height.</param>
    /// <exception cref="ArgumentException">There are too few corners, one lies beyond the image, or they enclose nothing.</exception>
    public static RegionOfInterest Polygon(IReadOnlyList<Vector2> corners)
    {
        ArgumentNullException.ThrowIfNull(corners);
        if (corners.Count < FewestCorners)
        {
            throw new ArgumentException(FormattableString.Invariant($"Has {corners.Count} corners; a region takes at least 3."), nameof(corners));
        }

        foreach (var corner in corners)
        {
            if (corner.X is not (>= 0 and <= 1) || corner.Y is not (>= 0 and <= 1))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"Has the corner {corner.X}, {corner.Y}; corners are fractions of the image, from 0 to 1."), nameof(corners));
            }
        }

        return corners.All(corner => corner.X == corners[0].X) || corners.All(corner => corner.Y == corners[0].Y)
            ? throw new ArgumentException("The corners enclose nothing.", nameof(corners))
            : new RegionOfInterest([.. corners]);
    }

    /// <summary>Whether a point, in fractions of the image, lies inside (even-odd rule).</summary>
    public bool Contains(float x, float y)
    {
        var inside = false;
        var previous = _corners[^1];
        foreach (var corner in _corners)
        {
            if (corner.Y > y != previous.Y > y
                && x < corner.X + ((previous.X - corner.X) * (y - corner.Y) / (previous.Y - corner.Y)))
            {
                inside = !inside;
            }

            previous = corner;
        }

        return inside;
    }

    /// <summary>Whether the centre of a box, in pixels of an image, lies inside.</summary>
    public bool Contains(Box box, ImageSize image) => Contains(box.CenterX / image.Width, box.CenterY / image.Height);
}
