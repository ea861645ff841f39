using Serverless.Detection;

namespace Serverless.Training.Loading;

/// <summary>
/// Where an image lands in the network's input: x' = ScaleX·x + OffsetX, y' = ScaleY·y + OffsetY, edges at whole numbers.
/// A negative scale mirrors.
/// </summary>
internal readonly record struct Placement(double ScaleX, double OffsetX, double ScaleY, double OffsetY)
{
    /// <summary>The placement of an image that is first moved by an offset.</summary>
    public Placement After(double x, double y) => this with { OffsetX = OffsetX + (ScaleX * x), OffsetY = OffsetY + (ScaleY * y) };

    public Placement Mirrored(int width) => this with { ScaleX = -ScaleX, OffsetX = width - OffsetX };

    public Placement UpsideDown(int height) => this with { ScaleY = -ScaleY, OffsetY = height - OffsetY };

    public Box Apply(Box box)
    {
        var (x1, x2) = ((ScaleX * box.Left) + OffsetX, (ScaleX * box.Right) + OffsetX);
        var (y1, y2) = ((ScaleY * box.Top) + OffsetY, (ScaleY * box.Bottom) + OffsetY);
        return new Box((float)Math.Min(x1, x2), (float)Math.Min(y1, y2), (float)Math.Max(x1, x2), (float)Math.Max(y1, y2));
    }
}
