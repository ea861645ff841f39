using System.Globalization;
using System.Numerics;
using OpenCvSharp;
using Serverless.Detection.Tracking;

namespace Serverless.Detection.Drawing;

/// <summary>Draws counting lines and zones with their counts into a frame. Any number of threads may draw.</summary>
public static class RegionPainter
{
    private const double ZoneOpacity = 0.2;

    // Length of the arrow across a line, in line widths.
    private const int ArrowLength = 9;

    private static readonly Scalar LineColor = new(0, 255, 255);
    private static readonly Scalar ZoneColor = new(255, 255, 255);

    /// <summary>Draws a line, an arrow across it from its left to its right, and <c>name: 3 / 2</c>.</summary>
    /// <param name="image">BGR, 8 bits a channel.</param>
    /// <param name="line">In pixels of the image.</param>
    /// <param name="leftToRight">Crossings in the direction of the arrow.</param>
    /// <param name="rightToLeft">Crossings against it.</param>
    public static void Draw(Mat image, CountingLine line, int leftToRight, int rightToLeft)
    {
        ImageGuard.ThrowIfNotBgr(image);
        ArgumentNullException.ThrowIfNull(line);
        var style = DrawingStyle.For(new ImageSize(image.Width, image.Height));
        HaloLine.Draw(image, [HaloLine.ToPixel(line.Start), HaloLine.ToPixel(line.End)], isClosed: false, LineColor, style);
        DrawArrow(image, line, style);
        var text = string.Create(CultureInfo.InvariantCulture, $"{line.Name}: {leftToRight} / {rightToLeft}");
        DrawLabel(image, text, [line.Start, line.End], LineColor, style);
    }

    /// <summary>Draws a zone, lightly filled, and <c>name: 3</c>.</summary>
    /// <param name="image">BGR, 8 bits a channel.</param>
    /// <param name="zone">In pixels of the image.</param>
    /// <param name="inside">Objects inside.</param>
    public static void Draw(Mat image, CountingZone zone, int inside)
    {
        ImageGuard.ThrowIfNotBgr(image);
        ArgumentNullException.ThrowIfNull(zone);
        var style = DrawingStyle.For(new ImageSize(image.Width, image.Height));
        Point[] corners = [.. zone.Corners.Select(HaloLine.ToPixel)];
        Fill(image, corners);
        HaloLine.Draw(image, corners, isClosed: true, ZoneColor, style);
        DrawLabel(image, string.Create(CultureInfo.InvariantCulture, $"{zone.Name}: {inside}"), zone.Corners, ZoneColor, style);
    }

    private static void DrawArrow(Mat image, CountingLine line, DrawingStyle style)
    {
        var along = line.End - line.Start;
        if (along == Vector2.Zero)
        {
            return;
        }

        // A quarter turn clockwise, as the image lies.
        var across = new Vector2(-along.Y, along.X) / along.Length();
        var unit = (float)(style.LineThickness + style.RimThickness);
        var middle = (line.Start + line.End) / 2;
        var tip = middle + (across * ArrowLength * unit);
        var (back, side) = (tip - (across * 4 * unit), along / along.Length() * 3 * unit);
        Point[] shaft = [HaloLine.ToPixel(middle), HaloLine.ToPixel(tip)];
        Point[] head = [HaloLine.ToPixel(back - side), HaloLine.ToPixel(tip), HaloLine.ToPixel(back + side)];
        HaloLine.Draw(image, shaft, isClosed: false, LineColor, style);
        HaloLine.Draw(image, head, isClosed: false, LineColor, style);
    }

    private static void Fill(Mat image, Point[] corners)
    {
        var area = Cv2.BoundingRect(corners) & new Rect(0, 0, image.Width, image.Height);
        if (area.Width <= 0 || area.Height <= 0)
        {
            return;
        }

        using var part = image[area];
        using var filled = part.Clone();
        Cv2.FillPoly(filled, [corners], ZoneColor, LineTypes.AntiAlias, offset: new Point(-area.X, -area.Y));
        Cv2.AddWeighted(filled, ZoneOpacity, part, 1 - ZoneOpacity, 0, part);
    }

    private static void DrawLabel(Mat image, string text, IReadOnlyList<Vector2> points, Scalar color, DrawingStyle style)
    {
        var box = new Box(
            points.Min(static point => point.X), points.Min(static point => point.Y), points.Max(static point => point.X), points.Max(static point => point.Y));
        var printable = ClassLabel.Printable(text);
        var layout = LabelLayout.Place(printable, box, new ImageSize(image.Width, image.Height), style, []);
        LabelledBoxes.DrawLabel(image, printable, layout, color, style);
    }
}
