using System.Numerics;
using Serverless.RoadScenes.Noise;

namespace Serverless.RoadScenes.Geometry;

/// <summary>Closed outlines around the origin.</summary>
internal static class Outline
{
    /// <summary>A circle whose radius is perturbed by harmonics that fall off with their order, stretched and turned.</summary>
    /// <param name="random">Source of the shape.</param>
    /// <param name="radius">Mean radius.</param>
    /// <param name="roughness">0 a circle, 0.2 jagged.</param>
    /// <param name="stretch">Longest to mean extent, 1 or more.</param>
    /// <param name="corners">Number of corners.</param>
    public static Vector2[] Irregular(Random random, float radius, float roughness, float stretch, int corners)
    {
        var harmonics = Enumerable.Range(2, 16)
            .Select(order => (Order: order, Size: random.Normal() * roughness / MathF.Pow(order, 0.95f), Phase: random.Range(0, MathF.Tau)))
            .ToArray();
        var turn = Matrix3x2.CreateScale(stretch, 1 / stretch) * Matrix3x2.CreateRotation(random.Range(0, MathF.Tau));
        var offset = random.Range(0, 200);
        var outline = new Vector2[corners];
        for (var i = 0; i < corners; i++)
        {
            var angle = MathF.Tau * i / corners;
            var reach = 1 + harmonics.Sum(harmonic => harmonic.Size * MathF.Cos((harmonic.Order * angle) + harmonic.Phase));
            var corner = Vector2.Transform(new Vector2(MathF.Cos(angle), MathF.Sin(angle)) * Math.Clamp(reach, 0.35f, 1.7f), turn);
            outline[i] = radius * (corner + (Ragged(corner, 0.55f, offset) * roughness * 0.55f) + (Ragged(corner, 0.16f, offset) * roughness * 0.2f));
        }

        return outline;
    }

    private static Vector2 Ragged(Vector2 place, float wavelength, float offset) =>
        new(NoiseTile.At(place.X, place.Y, wavelength, offset), NoiseTile.At(place.X, place.Y, wavelength, offset + 77));

    /// <summary>A rectangle turned by an angle, its edges slightly off.</summary>
    public static Vector2[] Rectangle(Random random, float width, float length, float angle)
    {
        var turn = Matrix3x2.CreateRotation(angle);
        Vector2[] corners = [new(-width, -length), new(width, -length), new(width, length), new(-width, length)];
        return [.. corners.Select(corner => Vector2.Transform(corner / 2, turn) + new Vector2(random.Normal(), random.Normal()) * 0.02f)];
    }

    public static Vector2[] Circle(float radius, int corners) =>
        [.. Enumerable.Range(0, corners).Select(i => radius * new Vector2(MathF.Cos(MathF.Tau * i / corners), MathF.Sin(MathF.Tau * i / corners)))];

    public static Vector2[] MovedBy(this IEnumerable<Vector2> outline, Vector2 offset) => [.. outline.Select(corner => corner + offset)];
}
