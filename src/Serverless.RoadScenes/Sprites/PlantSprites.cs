using System.Numerics;
using Serverless.RoadScenes.Noise;

namespace Serverless.RoadScenes.Sprites;

/// <summary>Pictures of trees and bushes, from the side and from above: leaves dabbed onto overlapping balls.</summary>
internal static class PlantSprites
{
    private static readonly Vector3[] Leaves = [new(45, 84, 68), new(40, 72, 54), new(56, 94, 86), new(50, 84, 92), new(58, 80, 68)];

    /// <summary>Whole trees 6 m high, standing on the lower edge.</summary>
    public static IReadOnlyList<Sprite> Trees { get; } = [.. Enumerable.Range(0, 6).Select(Tree)];

    /// <summary>Bushes 1.5 m high, standing on the lower edge.</summary>
    public static IReadOnlyList<Sprite> Bushes { get; } = [.. Enumerable.Range(0, 4).Select(Bush)];

    /// <summary>Crowns from above, 4 m across.</summary>
    public static IReadOnlyList<Sprite> Crowns { get; } = [.. Enumerable.Range(0, 5).Select(Crown)];

    private static Sprite Tree(int number)
    {
        var random = Randomness.Fork(number, 101);
        using var canvas = new SpriteCanvas(5.2f, 6.1f, 34);
        var bark = random.Near(new Vector3(52, 62, 74), 8, 3);
        canvas.Polygon(bark, new(-0.16f, 0), new(0.16f, 0), new(0.09f, 3.2f), new(-0.09f, 3.2f));
        canvas.Line(bark, new(0, 2), new(-1, 3.4f), 0.1f);
        canvas.Line(bark, new(0, 2.2f), new(1.1f, 3.5f), 0.1f);
        var (wide, tall) = (random.Range(0.8f, 1.35f), random.Range(1.0f, 1.5f));
        var balls = Enumerable.Range(0, 26)
            .Select(_ => Disc(random) * new Vector2(wide, tall) + new Vector2(0, 4.1f))
            .Select(center => (center, random.Range(0.35f, 0.8f) * (center.Y < 3.2f ? 0.75f : 1)))
            .ToArray();
        Dab(canvas, random, random.Pick(Leaves), balls, 4200, 0.06f, new Vector2(-0.35f, 0.9f));
        return canvas.ToSprite();
    }

    private static Sprite Bush(int number)
    {
        var random = Randomness.Fork(number, 102);
        using var canvas = new SpriteCanvas(2.6f, 1.6f, 70);
        var balls = Enumerable.Range(0, 14).Select(_ => (Disc(random) * new Vector2(0.8f, 0.4f) + new Vector2(0, 0.55f), random.Range(0.2f, 0.42f))).ToArray();
        Dab(canvas, random, random.Pick(Leaves) * 1.1f, balls, 1100, 0.04f, new Vector2(-0.35f, 0.9f));
        return canvas.ToSprite();
    }

    private static Sprite Crown(int number)
    {
        var random = Randomness.Fork(number, 103);
        using var canvas = new SpriteCanvas(4.2f, 4.2f, 40);
        var balls = Enumerable.Range(0, 30)
            .Select(_ => (Center: Disc(random) * 1.45f, Radius: random.Range(0.3f, 0.6f)))
            .OrderByDescending(ball => ball.Center.Length())
            .Select(ball => (ball.Center + new Vector2(0, 2.1f), ball.Radius))
            .ToArray();
        Dab(canvas, random, random.Pick(Leaves) * 1.4f, balls, 4200, 0.06f, new Vector2(-0.5f, 0.6f));
        return canvas.ToSprite();
    }

    private static void Dab(SpriteCanvas canvas, Random random, Vector3 color, (Vector2 Center, float Radius)[] balls, int leaves, float size, Vector2 light)
    {
        var middle = balls.Aggregate(Vector2.Zero, (sum, ball) => sum + ball.Center) / balls.Length;
        var reach = balls.Max(ball => Vector2.Distance(ball.Center, middle)) + 0.1f;
        foreach (var (center, radius) in balls)
        {
            canvas.Ellipse(color * 0.42f, center, radius * 0.86f, radius * 0.82f);
        }

        for (var i = 0; i < leaves; i++)
        {
            // Later leaves are nearer and brighter; those on top of the whole plant get most light.
            var (center, radius) = balls[random.Next(balls.Length)];
            var spot = Disc(random) * 1.12f;
            var lit = 0.45f + (0.3f * Vector2.Dot(spot, light)) + (0.3f * Vector2.Dot((center - middle) / reach, light)) + (random.Normal() * 0.15f);
            var tone = 0.42f + (0.85f * Math.Clamp(lit, 0, 1.1f) * (0.45f + (0.55f * i / leaves)));
            canvas.Ellipse(random.Near(color, 4, 3) * tone, center + (spot * radius), size * random.Range(0.6f, 1.3f), size * random.Range(0.5f, 1), random.Range(0, 180));
        }
    }

    /// <summary>A place in the unit disc.</summary>
    private static Vector2 Disc(Random random)
    {
        var angle = random.Range(0, MathF.Tau);
        return new Vector2(MathF.Cos(angle), MathF.Sin(angle)) * MathF.Sqrt(random.NextSingle());
    }
}
