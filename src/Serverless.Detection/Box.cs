namespace Serverless.Detection;

/// <summary>An axis-aligned rectangle in pixels of an image, origin at its top left corner.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Upper edge.</param>
/// <param name="Right">Right edge, exclusive; not less than <paramref name="Left"/> unless the box is empty.</param>
/// <param name="Bottom">Lower edge, exclusive; not less than <paramref name="Top"/> unless the box is empty.</param>
public readonly record struct Box(float Left, float Top, float Right, float Bottom)
{
    public float Width => Right - Left;

    public float Height => Bottom - Top;

    public float CenterX => (Left + Right) / 2;

    public float CenterY => (Top + Bottom) / 2;

    public bool IsEmpty => Right <= Left || Bottom <= Top;

    /// <summary>Area in square pixels, 0 where the box is empty.</summary>
    public float Area => IsEmpty ? 0 : Width * Height;

    public static Box FromCenter(float centerX, float centerY, float width, float height) =>
        new(centerX - (width / 2), centerY - (height / 2), centerX + (width / 2), centerY + (height / 2));

    /// <summary>The part of the box that lies inside an image of the given size.</summary>
    public Box ClampTo(float imageWidth, float imageHeight) => new(
        Math.Clamp(Left, 0, imageWidth),
        Math.Clamp(Top, 0, imageHeight),
        Math.Clamp(Right, 0, imageWidth),
        Math.Clamp(Bottom, 0, imageHeight));

    /// <summary>The part of the box that lies inside another; empty where none does.</summary>
    public Box ClampTo(Box area) => new(
        Math.Clamp(Left, area.Left, area.Right),
        Math.Clamp(Top, area.Top, area.Bottom),
        Math.Clamp(Right, area.Left, area.Right),
        Math.Clamp(Bottom, area.Top, area.Bottom));

    /// <summary>Area of the part that two boxes share, in square pixels; 0 where either is empty.</summary>
    public float Intersection(Box other)
    {
        var width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
        var height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
        return width <= 0 || height <= 0 ? 0 : width * height;
    }

    /// <summary>Intersection over union, 0 to 1; 0 where either box is empty.</summary>
    public float IntersectionOverUnion(Box other)
    {
        var intersection = Intersection(other);
        return intersection == 0 ? 0 : intersection / (Area + other.Area - intersection);
    }

    /// <summary>Intersection over the area of the smaller box, 0 to 1: 1 where one lies within the other; 0 where either box is empty.</summary>
    public float IntersectionOverSmaller(Box other)
    {
        var intersection = Intersection(other);
        return intersection == 0 ? 0 : intersection / Math.Min(Area, other.Area);
    }
}
