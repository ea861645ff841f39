using System.Numerics;
using OpenCvSharp;
using Serverless.RoadScenes.Geometry;
using Serverless.RoadScenes.Layout;
using Serverless.RoadScenes.Noise;

namespace Serverless.RoadScenes.Painting;

/// <summary>The shape of a pothole on a square grid around its centre, and its colours under a given light.</summary>
internal sealed class PotholeRelief
{
    /// <summary>Half the side of the grid, in radii of the hole.</summary>
    private const float Reach = 1.95f;

    /// <summary>Metres from the rim beyond which the road is as if there were no hole, grit aside.</summary>
    private const float FarthestDust = 0.35f;

    /// <summary>Cells along a side of the mask that the rim is cut from: the rim must not depend on how fine the rest is.</summary>
    private const int OutlineCells = 160;

    private readonly Pothole _hole;
    private readonly RoadStyle _style;
    private readonly Illumination _light;
    private readonly Random _random;
    private readonly int _cells;
    private readonly float _cellSize;
    private readonly float[] _inside;
    private readonly float[] _height;
    private readonly Vector3[] _albedo;
    private readonly float[] _cover;

    private PotholeRelief(Pothole hole, RoadStyle style, Illumination light, int cells)
    {
        _hole = hole;
        _style = style;
        _light = light;
        _cells = cells;
        _random = Randomness.Fork(hole.Seed, 201);
        HalfSide = hole.Radius * Reach;
        _cellSize = 2 * HalfSide / cells;
        _height = new float[cells * cells];
        _albedo = new Vector3[cells * cells];
        _cover = new float[cells * cells];
        Sunny = new Vector3[cells * cells];
        Shaded = new Vector3[cells * cells];
        (OutlinePoints, _inside) = CutOut();
    }

    /// <summary>Half the side of the grid in metres.</summary>
    public float HalfSide { get; }

    public int Cells => _cells;

    /// <summary>The rim in metres around the hole's centre.</summary>
    public IReadOnlyList<Vector2> OutlinePoints { get; }

    /// <summary>Deepest point, metres, positive.</summary>
    public float MaximumDepth { get; private set; }

    /// <summary>Depth of the water's surface, metres; infinite in a dry hole.</summary>
    public float WaterDepth { get; private set; } = float.PositiveInfinity;

    /// <summary>Metres above the road, negative in the hole.</summary>
    public ReadOnlySpan<float> Height => _height;

    /// <summary>How much the relief hides the road: 1 in the hole, fading around it.</summary>
    public ReadOnlySpan<float> Cover => _cover;

    /// <summary>Colours where the sun shines on the road.</summary>
    public Vector3[] Sunny { get; }

    /// <summary>Colours where it does not.</summary>
    public Vector3[] Shaded { get; }

    /// <param name="hole">What to shape.</param>
    /// <param name="style">Gives the colours of asphalt and soil.</param>
    /// <param name="light">Lights it.</param>
    /// <param name="cells">Cells along a side of the grid.</param>
    public static PotholeRelief Create(Pothole hole, RoadStyle style, Illumination light, int cells)
    {
        var relief = new PotholeRelief(hole, style, light, cells);
        relief.Dig();
        relief.ScatterStones();
        relief.Light();
        return relief;
    }

    /// <summary>The rim, and for each cell its distance from the rim in metres, positive in the hole.</summary>
    private (Vector2[] Rim, float[] Inside) CutOut()
    {
        using var mask = new Mat(OutlineCells, OutlineCells, MatType.CV_8UC1, Scalar.All(0));
        Fill(mask, Outline.Irregular(_random, _hole.Radius, _random.Range(0.1f, 0.26f), _random.Range(1, 1.3f), 160));
        if (_random.Chance(0.35))
        {
            var aside = _hole.Radius * _random.Range(0.4f, 0.75f);
            var angle = _random.Range(0, MathF.Tau);
            var lobe = Outline.Irregular(_random, _hole.Radius * _random.Range(0.4f, 0.65f), 0.2f, 1.2f, 120);
            Fill(mask, lobe.MovedBy(aside * new Vector2(MathF.Cos(angle), MathF.Sin(angle))));
        }

        Cv2.FindContours(mask, out var contours, out _, RetrievalModes.External, ContourApproximationModes.ApproxNone);
        var rim = contours.MaxBy(contour => contour.Length) ?? throw new InvalidOperationException("A pothole has no outline.");
        mask.SetTo(Scalar.All(0));
        Cv2.FillPoly(mask, [rim], Scalar.All(255));
        var unit = 2 * HalfSide / OutlineCells;
        return ([.. rim.Select(point => (new Vector2(point.X, point.Y) + new Vector2(0.5f)) * unit - new Vector2(HalfSide))], SignedDistance(mask, unit));
    }

    private void Fill(Mat mask, IEnumerable<Vector2> outline)
    {
        var scale = OutlineCells / (2 * HalfSide);
        Cv2.FillPoly(mask, [outline.Select(corner => new Point((int)((corner.X + HalfSide) * scale), (int)((corner.Y + HalfSide) * scale)))], Scalar.All(255));
    }

    private float[] SignedDistance(Mat mask, float unit)
    {
        using var within = new Mat();
        using var without = new Mat();
        using var inverse = new Mat();
        Cv2.DistanceTransform(mask, within, DistanceTypes.L2, DistanceTransformMasks.Mask5);
        Cv2.BitwiseNot(mask, inverse);
        Cv2.DistanceTransform(inverse, without, DistanceTypes.L2, DistanceTransformMasks.Mask5);
        using var distance = new Mat();
        Cv2.Subtract(within, without, distance);
        using var resized = new Mat();
        Cv2.Resize(distance, resized, new Size(_cells, _cells), interpolation: InterpolationFlags.Area);
        var result = resized.AsSpan<float>().ToArray();
        for (var i = 0; i < result.Length; i++)
        {
            result[i] *= unit;
        }

        return result;
    }

    private void Dig()
    {
        var wall = _random.Range(0.015f, 0.04f) + (_hole.Depth * _random.Range(0.2f, 0.6f));
        var gentle = Vector2.Transform(Vector2.UnitX, Matrix3x2.CreateRotation(_random.Range(0, MathF.Tau)));
        var ledge = _random.Chance(0.5) ? _hole.Radius * _random.Range(0.1f, 0.4f) : 0;
        var bowl = _random.Range(0.15f, 0.5f);
        var floor = PickFloor();
        var dust = _random.Chance(0.6) ? _random.Range(0.15f, 0.5f) : 0;
        var dustColor = _random.Chance(0.5) ? _style.Asphalt * 0.62f : Vector3.Lerp(_style.Asphalt * 1.2f, _style.Soil, 0.5f);
        var offset = _random.Range(0, 200);
        for (var i = 0; i < _height.Length; i++)
        {
            if (_inside[i] < -FarthestDust)
            {
                continue;
            }

            var (x, z) = Place(i);
            var coarse = NoiseTile.At(x, z, 0.16f, offset);
            var fine = NoiseTile.At(x, z, 0.05f, offset + 31);
            // One side is steep; towards the other the wall is gentler, or only the upper layer has come off.
            var towards = 0.5f + (0.5f * Vector2.Dot(gentle, new Vector2(x, z)) / (new Vector2(x, z).Length() + 0.01f));
            var depth = _inside[i] + (fine * 0.012f) + (coarse * 0.01f) - (ledge * towards);
            _height[i] = -DepthAt(_inside[i], depth, wall * (0.7f + (1.6f * towards)), bowl, coarse, fine);
            _albedo[i] = ColorAt(_inside[i], wall, floor, dustColor, coarse, fine);
            _cover[i] = CoverAt(_inside[i], dust, coarse, fine);
        }

        MaximumDepth = -_height.Min() + 0.001f;
        WaterDepth = _hole.Water > 0 ? MaximumDepth * (1 - (_hole.Water * 0.85f)) : float.PositiveInfinity;
    }

    /// <summary>A broken upper layer drops at once, then the wall slopes to an uneven floor.</summary>
    private float DepthAt(float inward, float ragged, float wall, float bowl, float coarse, float fine)
    {
        if (inward <= 0)
        {
            return Math.Clamp((fine * 0.6f) - 0.15f, 0, 1) * 0.012f * Math.Clamp(1 + (inward / 0.06f), 0, 1);
        }

        var slope = Smooth(ragged / wall);
        var step = 0.012f + (0.1f * _hole.Depth);
        return step + (_hole.Depth * slope * (1 - bowl + (0.16f * coarse))) + (_hole.Depth * bowl * Smooth(ragged / (_hole.Radius * 0.75f))) + (0.006f * fine);
    }

    private Vector3 PickFloor() => _random.NextSingle() switch
    {
        < 0.45f => _style.Asphalt * _random.Range(0.55f, 0.75f),
        < 0.75f => Vector3.Lerp(_style.Asphalt * 0.8f, _style.Soil * 0.75f, _random.Range(0.3f, 0.8f)),
        _ => Vector3.Lerp(_style.Soil * 0.8f, new Vector3(120, 128, 132), _random.NextSingle()) * 0.9f,
    };

    private Vector3 ColorAt(float inward, float wall, Vector3 floor, Vector3 dust, float coarse, float fine)
    {
        if (inward <= 0)
        {
            // The freshly broken rim is darker than weathered asphalt.
            var rim = Math.Clamp(1 + (inward / 0.035f), 0, 1);
            return Vector3.Lerp(dust, _style.Asphalt * 0.6f, rim) * (1 + (0.2f * fine));
        }

        var depth = Math.Clamp(inward / (wall * 1.5f), 0, 1);
        return Vector3.Lerp(_style.Asphalt * 0.52f, floor, depth) * (1 + (0.14f * coarse) + (0.28f * fine));
    }

    private static float CoverAt(float inward, float dust, float coarse, float fine)
    {
        if (inward > 0)
        {
            return 1;
        }

        var rim = Math.Clamp((1 + (inward / 0.03f)) * (0.75f + (0.9f * fine)), 0, 1);
        return Math.Max(rim, dust * Math.Clamp(MathF.Exp(inward / 0.11f) * (1 + coarse) - 0.12f, 0, 1));
    }

    private void ScatterStones()
    {
        var count = (int)(_hole.Radius * _hole.Radius * _random.Range(500, 2600));
        for (var i = 0; i < count; i++)
        {
            var place = new Vector2(_random.Normal(), _random.Normal()) * _hole.Radius * (_random.Chance(0.8) ? 0.45f : 0.8f);
            var radius = 0.006f + (0.022f * MathF.Pow(_random.NextSingle(), 3));
            var tone = _random.NextSingle();
            var color = Vector3.Lerp(_style.Asphalt * 0.6f, Vector3.Lerp(_style.Soil, new Vector3(165), tone), _random.NextSingle()) * _random.Range(0.75f, 1.15f);
            if (InsideAt(place) > 0)
            {
                Drop(place, Math.Max(radius, _cellSize * 0.5f), 0.8f, color);
            }
            else if (_random.Chance(0.5))
            {
                // Grit that wheels have thrown out.
                Drop(place, Math.Max(radius * 0.5f, _cellSize * 0.5f), 0.3f, Vector3.Lerp(color, _style.Asphalt * 1.3f, 0.7f));
            }
        }
    }

    private float InsideAt(Vector2 place)
    {
        var cell = (place + new Vector2(HalfSide)) / _cellSize;
        return _inside[(Math.Clamp((int)cell.Y, 0, _cells - 1) * _cells) + Math.Clamp((int)cell.X, 0, _cells - 1)];
    }

    private void Drop(Vector2 place, float radius, float flatness, Vector3 color)
    {
        var middle = (place + new Vector2(HalfSide)) / _cellSize;
        var reach = radius / _cellSize;
        for (var row = Math.Max(0, (int)(middle.Y - reach)); row <= Math.Min(_cells - 1, (int)(middle.Y + reach)); row++)
        {
            for (var column = Math.Max(0, (int)(middle.X - reach)); column <= Math.Min(_cells - 1, (int)(middle.X + reach)); column++)
            {
                var distance = Vector2.DistanceSquared(new Vector2(column + 0.5f, row + 0.5f), middle) / (reach * reach);
                if (distance < 1)
                {
                    var i = (row * _cells) + column;
                    _height[i] += radius * flatness * MathF.Sqrt(1 - distance);
                    _albedo[i] = color;
                    _cover[i] = 1;
                }
            }
        }
    }

    private void Light()
    {
        var toSun = _light.ToSun;
        var ambient = _light.Shade;
        var direct = Vector3.One - ambient;
        for (var i = 0; i < _height.Length; i++)
        {
            if (_cover[i] <= 0)
            {
                continue;
            }

            var (column, row) = (i % _cells, i / _cells);
            var slope = Slope(column, row);
            var normal = Vector3.Normalize(new Vector3(-slope.X, 1, -slope.Y));
            var facing = Math.Clamp(Vector3.Dot(normal, toSun) / toSun.Y, 0, 1.7f);
            var open = Openness(i) * (0.75f + (0.25f * normal.Y));
            var sun = facing * SunReaches(column, row);
            Sunny[i] = _albedo[i] * _light.Gain * ((ambient * open) + (direct * sun));
            Shaded[i] = _albedo[i] * _light.Gain * ambient * open * open;
        }
    }

    private Vector2 Slope(int column, int row)
    {
        var (left, right) = (Math.Max(0, column - 1), Math.Min(_cells - 1, column + 1));
        var (upper, lower) = (Math.Max(0, row - 1), Math.Min(_cells - 1, row + 1));
        return new Vector2(
            (_height[(row * _cells) + right] - _height[(row * _cells) + left]) / ((right - left) * _cellSize),
            (_height[(lower * _cells) + column] - _height[(upper * _cells) + column]) / ((lower - upper) * _cellSize));
    }

    /// <summary>Share of the sky that a cell sees, from its depth and how near the rim stands.</summary>
    private float Openness(int i)
    {
        var depth = Math.Max(0, -_height[i]);
        return 1 - (0.62f * depth / (depth + 0.02f + (0.45f * Math.Max(0, _inside[i]))));
    }

    private float SunReaches(int column, int row)
    {
        const int Steps = 14;
        var start = _height[(row * _cells) + column];
        if (start > -0.004f)
        {
            return 1;
        }

        // Only as far as the ray needs to rise above the road.
        var toward = new Vector2(_light.ToSun.X, _light.ToSun.Z) / _light.ToSun.Y;
        var rise = -start / Steps;
        var step = toward * rise / _cellSize;
        for (var i = 1; i <= Steps; i++)
        {
            var (c, r) = (column + (int)MathF.Round(step.X * i), row + (int)MathF.Round(step.Y * i));
            if ((uint)c >= (uint)_cells || (uint)r >= (uint)_cells)
            {
                return 1;
            }

            if (_height[(r * _cells) + c] > start + (rise * i) + 0.004f)
            {
                return 0;
            }
        }

        return 1;
    }

    private (float X, float Z) Place(int i) => ((((i % _cells) + 0.5f) * _cellSize) - HalfSide, (((i / _cells) + 0.5f) * _cellSize) - HalfSide);

    private static float Smooth(float t)
    {
        t = Math.Clamp(t, 0, 1);
        return t * t * (3 - (2 * t));
    }
}
