using System.Numerics;
using OpenCvSharp;
using Serverless.RoadScenes.Painting;

namespace Serverless.RoadScenes.Sprites;

/// <summary>The glow of a lamp, 1 m square.</summary>
internal static class GlowSprite
{
    private const int Size = 64;

    public static Sprite Red { get; } = Draw(new Vector3(60, 50, 255));

    public static Sprite White { get; } = Draw(new Vector3(215, 245, 255));

    private static Sprite Draw(Vector3 color)
    {
        var picture = new Mat(Size, Size, MatType.CV_8UC4);
        for (var row = 0; row < Size; row++)
        {
            var pixels = picture.Row<Vec4b>(row);
            for (var column = 0; column < Size; column++)
            {
                var away = new Vector2(column + 0.5f - (Size / 2), row + 0.5f - (Size / 2)).Length() * 2 / Size;
                var alpha = Math.Clamp(MathF.Exp(-away * away * 14) - 0.004f, 0, 1);
                pixels[column] = (color * alpha).ToPixel(MatRows.ToByte(alpha * 255));
            }
        }

        return Sprite.From(picture, Size);
    }
}
