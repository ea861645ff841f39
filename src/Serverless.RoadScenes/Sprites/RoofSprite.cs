using System.Numerics;
using Serverless.RoadScenes.Noise;

namespace Serverless.RoadScenes.Sprites;

/// <summary>Roofs from above, to be stretched over a house.</summary>
internal static class RoofSprite
{
    private static readonly Vector3[] Tiles = [new(72, 84, 132), new(96, 98, 104), new(66, 74, 92), new(128, 130, 134)];

    public static IReadOnlyList<Sprite> All { get; } = [.. Enumerable.Range(0, Tiles.Length).Select(Draw)];

    private static Sprite Draw(int number)
    {
        var random = Randomness.Fork(number, 106);
        using var canvas = new SpriteCanvas(8, 10, 24);
        canvas.Box(Tiles[number], -4, 0, 0, 10);
        canvas.Box(Tiles[number] * 0.8f, 0, 0, 4, 10);
        for (var x = -4f; x < 4; x += 0.28f)
        {
            canvas.Box(Tiles[number] * (x < 0 ? 0.9f : 0.7f), x, 0, x + 0.05f, 10);
        }

        for (var i = 0; i < 300; i++)
        {
            var (x, y) = (random.Range(-4, 3.8f), random.Range(0, 9.8f));
            canvas.Box(Tiles[number] * random.Range(0.7f, 1), x, y, x + 0.24f, y + 0.3f);
        }

        canvas.Box(Tiles[number] * 1.15f, -0.08f, 0, 0.08f, 10);
        canvas.Box(new Vector3(70, 80, 110), 1.2f, 6.2f, 1.8f, 7);
        return canvas.ToSprite();
    }
}
