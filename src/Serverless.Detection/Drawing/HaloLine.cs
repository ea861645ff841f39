using System.Numerics;
using OpenCvSharp;

namespace Serverless.Detection.Drawing;

/// <summary>Lines with a dark rim, so that they show on any ground.</summary>
internal static class HaloLine
{
    // OpenCV draws with whole pixels; coordinates far outside would overflow its fixed point.
    private const float Farthest = 16_000;

    public static Point ToPixel(Vector2 point) => new(
        (int)MathF.Round(Math.Clamp(point.X, -Farthest, Farthest)),
        (int)MathF.Round(Math.Clamp(point.Y, -Farthest, Farthest)));

    /// <summary>How far from its points a line, or the line of a box, may be seen; in pixels.</summary>
    public static int ReachOf(DrawingStyle style) => style.LineThickness + (2 * style.RimThickness) + 2;

    public static void Draw(Mat image, Point[] points, bool isClosed, Scalar color, DrawingStyle style)
    {
        if (points.Length < 2)
        {
            return;
        }

        // Smoothed, a line of one pixel is lost between its rims.
        var thickness = Math.Max(2, style.LineThickness);
        Cv2.Polylines(image, [points], isClosed, Scalar.Black, thickness + (2 * style.RimThickness), LineTypes.AntiAlias);
        Cv2.Polylines(image, [points], isClosed, color, thickness, LineTypes.AntiAlias);
    }
}
