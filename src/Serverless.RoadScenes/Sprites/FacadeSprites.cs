using System.Numerics;
using Serverless.RoadScenes.Noise;

namespace Serverless.RoadScenes.Sprites;

/// <summary>Walls of buildings with windows and doors, to be stretched over a wall.</summary>
internal static class FacadeSprites
{
    private static readonly Vector3[] Walls = [new(150, 178, 200), new(88, 100, 148), new(168, 176, 180), new(120, 150, 178), new(190, 200, 206), new(104, 116, 126)];

    public static IReadOnlyList<Sprite> All { get; } = [.. Enumerable.Range(0, 6).Select(Facade)];

    private static Sprite Facade(int number)
    {
        var random = Randomness.Fork(number, 104);
        using var canvas = new SpriteCanvas(12, 7, 22);
        var wall = random.Near(Walls[number], 8, 4);
        canvas.Box(wall, -6, 0, 6, 7);
        Courses(canvas, random, wall);
        canvas.Box(wall * 0.6f, -6, 0, 6, 0.5f);
        canvas.Box(wall * 0.55f, -6, 6.7f, 6, 7);
        var spacing = random.Range(1.8f, 2.8f);
        var floors = random.Next(2, 4);
        for (var floor = 0; floor < floors; floor++)
        {
            for (var x = -5.2f; x < 4.6f; x += spacing)
            {
                var height = 6.2f / floors;
                Window(canvas, random, wall, x, 0.9f + (floor * height), random.Range(0.9f, 1.1f), height * 0.55f);
            }
        }

        canvas.Box(wall * 0.35f, 0.2f, 0.1f, 1.2f, 2.2f);
        return canvas.ToSprite();
    }

    private static void Courses(SpriteCanvas canvas, Random random, Vector3 wall)
    {
        for (var i = 0; i < 500; i++)
        {
            var (x, y) = (random.Range(-6, 5.8f), random.Range(0, 6.9f));
            canvas.Box(wall * random.Range(0.9f, 1.07f), x, y, x + random.Range(0.2f, 0.6f), y + 0.12f);
        }
    }

    private static void Window(SpriteCanvas canvas, Random random, Vector3 wall, float x, float y, float width, float height)
    {
        canvas.Box(wall * 1.15f, x - 0.08f, y - 0.08f, x + width + 0.08f, y + height + 0.08f);
        var glass = random.Near(new Vector3(88, 76, 66), 12, 3);
        canvas.Box(glass, x, y, x + width, y + height);
        canvas.Polygon(glass * 1.5f, new(x, y + height), new(x + (width * 0.6f), y + height), new(x, y + (height * 0.4f)));
        canvas.Box(wall * 1.05f, x + (width * 0.47f), y, x + (width * 0.53f), y + height);
    }
}
