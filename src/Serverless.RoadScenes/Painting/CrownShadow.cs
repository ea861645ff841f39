using System.Numerics;
using Serverless.RoadScenes.Geometry;
using Serverless.RoadScenes.Noise;

namespace Serverless.RoadScenes.Painting;

/// <summary>Shadows of leafy crowns of radius 1: clumps of leaves, with light coming through between them.</summary>
internal static class CrownShadow
{
    private const int Clumps = 56;

    /// <summary>Different crowns, each a list of outlines. Filled by the even-odd rule, overlaps become gaps.</summary>
    public static IReadOnlyList<IReadOnlyList<Vector2[]>> All { get; } = [.. Enumerable.Range(0, 8).Select(Create)];

    /// <summary>The outline of any of them, for where the gaps cannot be seen.</summary>
    public static IReadOnlyList<Vector2[]> Whole { get; } = [Outline.Irregular(new Random(106), 0.9f, 0.15f, 1, 24)];

    private static List<Vector2[]> Create(int number)
    {
        var random = Randomness.Fork(number, 105);
        var clumps = new List<Vector2[]>();
        for (var i = 0; i < Clumps; i++)
        {
            var spot = new Vector2(random.Normal(), random.Normal()) * 0.42f;
            clumps.Add(Outline.Irregular(random, random.Range(0.08f, 0.24f), 0.3f, 1.3f, 18).MovedBy(spot));
        }

        return clumps;
    }
}
