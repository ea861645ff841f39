using System.Numerics;
using OpenCvSharp;
using Serverless.RoadScenes.Painting;

namespace Serverless.RoadScenes.Sprites;

/// <summary>Draws a sprite in metres, x from the middle and y up from the lower edge, at twice its resolution.</summary>
internal sealed class SpriteCanvas : IDisposable
{
    private const int Oversampling = 2;
    private readonly Mat _picture;
    private readonly float _scale;

    public SpriteCanvas(float width, float height, float pixelsPerMetre)
    {
        _scale = pixelsPerMetre * Oversampling;
        _picture = new Mat((int)(height * _scale), (int)(width * _scale), MatType.CV_8UC4, Scalar.All(0));
    }

    public void Polygon(Vector3 color, params ReadOnlySpan<Vector2> corners)
    {
        var points = new Point[corners.Length];
        for (var i = 0; i < corners.Length; i++)
        {
            points[i] = ToPixel(corners[i]);
        }

        Cv2.FillPoly(_picture, [points], color.Opaque());
    }

    /// <summary>A shape given by its right half from top to bottom, mirrored.</summary>
    public void Symmetric(Vector3 color, params ReadOnlySpan<Vector2> rightHalf)
    {
        var corners = new Vector2[rightHalf.Length * 2];
        for (var i = 0; i < rightHalf.Length; i++)
        {
            corners[i] = rightHalf[i];
            corners[^(i + 1)] = rightHalf[i] with { X = -rightHalf[i].X };
        }

        Polygon(color, corners);
    }

    public void Box(Vector3 color, float left, float bottom, float right, float top) =>
        Polygon(color, new(left, bottom), new(right, bottom), new(right, top), new(left, top));

    /// <summary>A box and its mirror image.</summary>
    public void Boxes(Vector3 color, float left, float bottom, float right, float top)
    {
        Box(color, left, bottom, right, top);
        Box(color, -right, bottom, -left, top);
    }

    public void Ellipse(Vector3 color, Vector2 center, float radiusX, float radiusY, float degrees = 0) =>
        Cv2.Ellipse(_picture, ToPixel(center), new Size(Math.Max(1, radiusX * _scale), Math.Max(1, radiusY * _scale)), degrees, 0, 360, color.Opaque(), -1);

    public void Line(Vector3 color, Vector2 from, Vector2 to, float width) =>
        Cv2.Line(_picture, ToPixel(from), ToPixel(to), color.Opaque(), Math.Max(1, (int)(width * _scale)));

    /// <summary>Multiplies the colours by a gain that depends on the place: x -1 to 1 over the width, y 0 to 1 over the height.</summary>
    public void Shade(Func<float, float, float> gain)
    {
        var rows = _picture.Rows;
        for (var row = 0; row < rows; row++)
        {
            var pixels = _picture.Row<Vec4b>(row);
            var y = 1 - (row / (float)rows);
            for (var column = 0; column < pixels.Length; column++)
            {
                ref var pixel = ref pixels[column];
                if (pixel.Item3 != 0)
                {
                    var factor = gain((2f * column / pixels.Length) - 1, y);
                    pixel = new Vec4b(MatRows.ToByte(pixel.Item0 * factor), MatRows.ToByte(pixel.Item1 * factor), MatRows.ToByte(pixel.Item2 * factor), pixel.Item3);
                }
            }
        }
    }

    public Sprite ToSprite()
    {
        var half = new Mat();
        Cv2.Resize(_picture, half, new Size(_picture.Width / Oversampling, _picture.Height / Oversampling), interpolation: InterpolationFlags.Area);
        return Sprite.From(half, _scale / Oversampling);
    }

    public void Dispose() => _picture.Dispose();

    private Point ToPixel(Vector2 point) =>
        new((int)MathF.Round((_picture.Width / 2f) + (point.X * _scale)), (int)MathF.Round(_picture.Height - (point.Y * _scale)));
}
