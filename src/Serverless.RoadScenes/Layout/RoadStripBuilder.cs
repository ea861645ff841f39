using System.Numerics;
using Serverless.RoadScenes.Geometry;
using Serverless.RoadScenes.Noise;

namespace Serverless.RoadScenes.Layout;

/// <summary>Lays out a length of road, without potholes and vehicles.</summary>
internal sealed class RoadStripBuilder
{
    private readonly Random _random;
    private readonly RoadStyle _style;
    private readonly float _near;
    private readonly float _far;

    private RoadStripBuilder(Random random, float near, float far)
    {
        _random = random;
        _near = near;
        _far = far;
        _style = RoadStyle.Create(random);
    }

    /// <param name="random">Source of everything.</param>
    /// <param name="near">First z in metres.</param>
    /// <param name="far">Last z in metres.</param>
    public static RoadStrip Build(Random random, float near, float far) => new RoadStripBuilder(random, near, far).Build();

    private RoadStrip Build() => new()
    {
        Style = _style,
        Markings = [.. Markings()],
        Patches = [.. Repairs(), .. Stains(), .. Puddles(), .. Manholes()],
        Cracks = [.. LongCracks(), .. CrossCracks(), .. Alligators(), .. Skids()],
        Roadside = [.. RoadsideOf(-1, _style.Left), .. RoadsideOf(1, _style.Right)],
    };

    private IEnumerable<Marking> Markings()
    {
        if (_random.Chance(0.8))
        {
            var dash = _random.Chance(0.7) ? _random.Range(2, 4) : 0;
            yield return new Marking(0, 0.12f, dash, dash * _random.Range(1, 2), Centre: true);
        }

        if (_random.Chance(0.65))
        {
            var inset = _style.HalfWidth - _random.Range(0.2f, 0.35f);
            yield return new Marking(-inset, 0.12f, 0, 0, Centre: false);
            yield return new Marking(inset, 0.12f, 0, 0, Centre: false);
        }
    }

    private IEnumerable<Patch> Repairs() => Scatter(0.09f * _style.Age).Select(center =>
    {
        var (width, length) = (_random.Range(0.5f, 1.8f), _random.Range(0.6f, 3.5f));
        var outline = Outline.Rectangle(_random, width, length, _random.Normal() * 0.06f).MovedBy(center);
        var strength = _random.Chance(0.7) ? -_random.Range(0.25f, 0.8f) : _random.Range(0.2f, 0.5f);
        return new Patch(PatchKind.Repair, center, width + length, outline, strength);
    });

    private IEnumerable<Patch> Stains() => Scatter(0.14f * _style.Age).Select(center =>
    {
        var radius = _random.Range(0.1f, 0.55f);
        return new Patch(PatchKind.Stain, center, radius * 3, Outline.Irregular(_random, radius, 0.12f, _random.Range(1, 1.6f), 48).MovedBy(center), _random.Range(0.2f, 0.65f));
    });

    private IEnumerable<Patch> Puddles()
    {
        var wet = _random.Chance(0.35) ? _random.Range(0.03f, 0.12f) : 0.004f;
        foreach (var center in Scatter(wet))
        {
            var radius = _random.Range(0.25f, 0.9f);
            var shape = Outline.Irregular(_random, radius, 0.13f, _random.Range(1.1f, 1.9f), 96);
            yield return new Patch(PatchKind.Damp, center, radius * 4, shape.Select(corner => corner * 1.25f).MovedBy(center), _random.Range(0.35f, 0.6f));
            yield return new Patch(PatchKind.Puddle, center, radius * 3, shape.MovedBy(center), 1);
        }
    }

    private IEnumerable<Patch> Manholes() => Scatter(_style.Town ? 0.035f : 0.006f).Select(center =>
        new Patch(PatchKind.Manhole, center, 0.4f, Outline.Circle(0.33f, 40).MovedBy(center), _random.Range(0.3f, 0.8f)));

    private IEnumerable<Crack> LongCracks() => Scatter(0.16f * _style.Age).Select(start =>
        Crack.Along(Wander(start, _random.Normal() * 0.12f, _random.Range(1.5f, 9), 0.12f, 0.22f), _random.Range(0.003f, 0.009f), _random.Range(0.45f, 0.85f)));

    private IEnumerable<Crack> CrossCracks() => Scatter(0.1f * _style.Age).Select(start =>
    {
        // Sealed cracks are wider bands of bitumen.
        var isSealed = _random.Chance(0.3);
        var path = Wander(start, (MathF.PI / 2) + (_random.Normal() * 0.25f), _random.Range(1, 5), 0.1f, isSealed ? 0.12f : 0.3f);
        return Crack.Along(path, isSealed ? _random.Range(0.03f, 0.06f) : _random.Range(0.003f, 0.008f), _random.Range(0.45f, 0.85f));
    });

    /// <summary>Patches of road broken into cells: the sides of a jittered grid.</summary>
    private IEnumerable<Crack> Alligators() => Scatter(0.035f * _style.Age).SelectMany(center =>
    {
        var cell = _random.Range(0.1f, 0.2f);
        var (halfWidth, halfLength) = (_random.Range(0.3f, 0.8f), _random.Range(0.5f, 1.8f));
        var (columns, rows) = ((int)(2 * halfWidth / cell), (int)(2 * halfLength / cell));
        var nodes = new Vector2[columns + 1, rows + 1];
        for (var c = 0; c <= columns; c++)
        {
            for (var r = 0; r <= rows; r++)
            {
                nodes[c, r] = center + new Vector2(((c + (0.5f * (r & 1))) * cell) - halfWidth, (r * cell) - halfLength) + (new Vector2(_random.Normal(), _random.Normal()) * cell * 0.2f);
            }
        }

        return CellSides(nodes, center, new Vector2(halfWidth, halfLength));
    });

    private List<Crack> CellSides(Vector2[,] nodes, Vector2 center, Vector2 half)
    {
        var sides = new List<Crack>();
        for (var c = 0; c < nodes.GetLength(0) - 1; c++)
        {
            for (var r = 0; r < nodes.GetLength(1) - 1; r++)
            {
                // Sparser towards the rim of the patch.
                var rim = ((nodes[c, r] - center) / half).Length();
                if (rim < 1 && _random.Chance(1.15 - rim))
                {
                    var strength = _random.Range(0.45f, 0.9f);
                    sides.Add(Crack.Along([nodes[c, r], nodes[c + 1, r]], 0.004f, strength));
                    sides.Add(Crack.Along([nodes[c, r], nodes[c, r + 1]], 0.005f, strength));
                }
            }
        }

        return sides;
    }

    private IEnumerable<Crack> Skids() => Scatter(0.012f).SelectMany(start =>
    {
        var path = Wander(start, _random.Normal() * 0.05f, _random.Range(4, 10), 0.5f, 0.015f);
        var strength = _random.Range(0.12f, 0.3f);
        return new[] { Crack.Along(path, 0.18f, strength), Crack.Along(path.MovedBy(new Vector2(1.5f, 0)), 0.18f, strength) };
    });

    private List<Vector2> Wander(Vector2 start, float heading, float length, float step, float restlessness)
    {
        var path = new List<Vector2> { start };
        var drift = heading;
        for (var walked = 0f; walked < length; walked += step)
        {
            drift += (_random.Normal() * restlessness * 0.5f) + ((heading - drift) * 0.2f);
            var turn = drift + (_random.Normal() * restlessness * 2);
            path.Add(path[^1] + (step * new Vector2(MathF.Sin(turn), MathF.Cos(turn))));
        }

        return path;
    }

    private IEnumerable<RoadsideObject> RoadsideOf(int side, Verge verge)
    {
        var edge = _style.HalfWidth + (verge == Verge.Pavement ? 2.6f : _style.Shoulder + 1.2f);
        var objects = _style.Town ? Buildings(side, edge + _random.Range(1.5f, 5)).Concat(Trees(side, edge, 16)) : Trees(side, edge, _random.Range(3, 7)).Concat(Trees(side, edge + 4, _random.Range(3, 8)));
        return objects.Concat(Poles(side, _style.HalfWidth + (verge == Verge.Pavement ? 0.7f : _style.Shoulder + 0.5f)));
    }

    private IEnumerable<RoadsideObject> Buildings(int side, float x)
    {
        for (var z = _near; z < _far;)
        {
            var length = _random.Range(7, 16);
            yield return new RoadsideObject(RoadsideKind.Building, side * (x + _random.Range(0, 1.5f)), z, _random.Range(4, 11), length, _random.Next(64));
            z += length + (_random.Chance(0.5) ? _random.Range(0, 1) : _random.Range(2, 12));
        }
    }

    private IEnumerable<RoadsideObject> Trees(int side, float edge, float spacing)
    {
        for (var z = _near; z < _far; z += spacing * _random.Range(0.4f, 1.6f))
        {
            var isBush = _random.Chance(_style.Town ? 0.15 : 0.4);
            var size = isBush ? _random.Range(0.8f, 2) : _random.Range(4.5f, 9);
            var setback = isBush ? _random.Range(0.3f, 2.5f) : _random.Range(1.2f, 6) + (size * 0.15f);
            yield return new RoadsideObject(isBush ? RoadsideKind.Bush : RoadsideKind.Tree, side * (edge + setback), z, size, 0, _random.Next(64));
        }
    }

    private IEnumerable<RoadsideObject> Poles(int side, float x)
    {
        if (!_random.Chance(0.45))
        {
            yield break;
        }

        var spacing = _random.Range(22, 40);
        for (var z = _near + _random.Range(0, spacing); z < _far; z += spacing)
        {
            yield return new RoadsideObject(RoadsideKind.Pole, side * x, z, _random.Range(5.5f, 8), 0, _random.Next(64));
        }
    }

    /// <summary>Places on the asphalt, so many per metre of road.</summary>
    private IEnumerable<Vector2> Scatter(float perMetre)
    {
        var count = (int)MathF.Round(((_far - _near) * perMetre) + _random.Range(-0.5f, 0.5f));
        for (var i = 0; i < count; i++)
        {
            var reach = _style.HalfWidth - 0.4f;
            yield return new Vector2(_random.Range(-reach, reach), _random.Range(_near, _far));
        }
    }
}
