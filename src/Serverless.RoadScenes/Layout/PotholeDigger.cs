using System.Numerics;
using Serverless.RoadScenes.Geometry;
using Serverless.RoadScenes.Noise;

namespace Serverless.RoadScenes.Layout;

/// <summary>Adds potholes to a road, with the cracks around them; whatever could be taken for part of one makes way.</summary>
internal sealed class PotholeDigger(Random random, RoadStrip road)
{
    private readonly List<Pothole> _holes = [];
    private readonly List<Crack> _cracks = [];
    private readonly List<Patch> _surroundings = [];

    /// <summary>Chance that a hole holds water.</summary>
    private readonly double _wetness = random.Chance(0.3) ? 0.7 : 0.08;

    public int Count => _holes.Count;

    /// <summary>A radius in metres: mostly 0.2 to 0.4, never beyond 0.14 to 0.6.</summary>
    public float PickRadius() => Math.Clamp(0.29f * MathF.Exp(random.Normal() * 0.36f), 0.14f, 0.6f);

    /// <summary>Digs a hole unless it would overlap another or leave the asphalt.</summary>
    public bool TryDig(Vector2 center, float radius)
    {
        if (MathF.Abs(center.X) + (radius * 1.2f) > road.Style.HalfWidth || _holes.Exists(hole => Vector2.Distance(hole.Center, center) < (hole.Radius + radius) * 1.6f))
        {
            return false;
        }

        var water = random.Chance(_wetness) ? random.Range(0.25f, 1) : 0;
        var depth = Math.Clamp(radius * random.Range(0.12f, 0.32f), 0.03f, 0.13f);
        _holes.Add(new Pothole(center, radius, depth, water, random.Next()));
        CrackAround(center, radius);
        if (random.Chance(0.35))
        {
            var outline = Outline.Irregular(random, radius * random.Range(1.3f, 2), 0.2f, random.Range(1, 1.5f), 60).MovedBy(center);
            _surroundings.Add(new Patch(PatchKind.Stain, center, radius * 5, outline, random.Range(0.2f, 0.5f)));
        }

        return true;
    }

    public RoadStrip Finish() => road with
    {
        Potholes = _holes,
        Cracks = [.. road.Cracks, .. _cracks],
        Patches = [.. road.Patches.Where(patch => patch.Kind is PatchKind.Repair or PatchKind.Stain || !_holes.Exists(hole => Vector2.Distance(hole.Center, patch.Center) < (hole.Radius * 1.7f) + patch.Reach)), .. _surroundings],
    };

    private void CrackAround(Vector2 center, float radius)
    {
        for (var i = random.Next(0, 6); i > 0; i--)
        {
            var angle = random.Range(0, MathF.Tau);
            var heading = angle;
            var at = center + (radius * 0.8f * Direction(angle));
            var path = new List<Vector2> { at };
            for (var step = random.Next(4, 14); step > 0; step--)
            {
                at += Direction(heading + (random.Normal() * 0.6f)) * 0.06f;
                heading += random.Normal() * 0.12f;
                path.Add(at);
            }

            _cracks.Add(Crack.Along(path, random.Range(0.003f, 0.007f), random.Range(0.4f, 0.8f)));
        }
    }

    private static Vector2 Direction(float angle) => new(MathF.Cos(angle), MathF.Sin(angle));
}
