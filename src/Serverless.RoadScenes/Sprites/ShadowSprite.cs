using OpenCvSharp;
using Serverless.RoadScenes.Painting;

namespace Serverless.RoadScenes.Sprites;

/// <summary>The soft dark below a vehicle, 1 m square.</summary>
internal static class ShadowSprite
{
    private const int Size = 64;

    public static Sprite Deep { get; } = Draw(190);

    public static Sprite Faint { get; } = Draw(95);

    private static Sprite Draw(int darkness)
    {
        var picture = new Mat(Size, Size, MatType.CV_8UC4);
        for (var row = 0; row < Size; row++)
        {
            var pixels = picture.Row<Vec4b>(row);
            for (var column = 0; column < Size; column++)
            {
                pixels[column] = new Vec4b(0, 0, 0, MatRows.ToByte(darkness * Edge(column) * Edge(row)));
            }
        }

        return Sprite.From(picture, Size);
    }

    private static float Edge(int place) => Math.Clamp((0.5f - MathF.Abs(((place + 0.5f) / Size) - 0.5f)) * 6, 0, 1);
}
