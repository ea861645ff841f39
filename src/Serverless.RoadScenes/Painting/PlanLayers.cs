using System.Numerics;
using OpenCvSharp;
using Serverless.RoadScenes.Geometry;
using Serverless.RoadScenes.Layout;

namespace Serverless.RoadScenes.Painting;

/// <summary>Where the features of a road lie in a window of its plane: one 8-bit mask a property.</summary>
internal sealed class PlanLayers : IDisposable
{
    private const byte NeutralTone = 128;

    /// <summary>A line thinner than this share of a texel cannot be seen.</summary>
    private const float FinestTexel = 0.05f;

    /// <summary>Rows a metre from which on single clumps of leaves can be told apart in a shadow.</summary>
    private const float GapsVisible = 3;
    private readonly PlanWindow _window;

    private PlanLayers(PlanWindow window)
    {
        _window = window;
        Tone = new Mat(window.Size, MatType.CV_8UC1, Scalar.All(NeutralTone));
        Dark = new Mat(window.Size, MatType.CV_8UC1, Scalar.All(0));
        Paint = new Mat(window.Size, MatType.CV_8UC1, Scalar.All(0));
        Shadow = new Mat(window.Size, MatType.CV_8UC1, Scalar.All(0));
        Water = new Mat(window.Size, MatType.CV_8UC1, Scalar.All(0));
    }

    /// <summary>Repairs: 128 is untouched asphalt, less is darker, more lighter.</summary>
    public Mat Tone { get; }

    /// <summary>Cracks, seams, stains and damp: 0 none, 255 nearly black.</summary>
    public Mat Dark { get; }

    /// <summary>Lane marks before wear.</summary>
    public Mat Paint { get; }

    /// <summary>Where the sun does not reach.</summary>
    public Mat Shadow { get; }

    /// <summary>Standing water.</summary>
    public Mat Water { get; }

    public static PlanLayers Draw(PlanWindow window, RoadStrip road, Illumination light, double time)
    {
        var layers = new PlanLayers(window);
        foreach (var patch in road.Patches.Where(patch => window.Touches(patch.Center, patch.Reach)))
        {
            layers.Add(patch);
        }

        var finest = FinestTexel / MathF.Sqrt(window.ColumnsPerMetre * window.RowsPerMetre);
        foreach (var crack in road.Cracks.Where(crack => crack.Width > finest && window.Touches(crack.Center, crack.Reach)))
        {
            layers.Add(crack);
        }

        foreach (var marking in road.Markings)
        {
            layers.Add(marking);
        }

        layers.AddKerbJoints(road.Style);
        if (light.Ambient < 0.85f)
        {
            layers.AddShadows(road, light, time);
        }

        return layers;
    }

    public void Dispose()
    {
        Tone.Dispose();
        Dark.Dispose();
        Paint.Dispose();
        Shadow.Dispose();
        Water.Dispose();
    }

    private void Add(Patch patch)
    {
        switch (patch.Kind)
        {
            case PatchKind.Repair:
                Fill(Tone, patch.Outline, NeutralTone + (int)(patch.Strength * 110));
                Stroke(patch.Outline, 0.02f, 0.55f, closed: true);
                break;
            case PatchKind.Puddle:
                Fill(Water, patch.Outline, 255);
                break;
            case PatchKind.Manhole:
                AddManhole(patch);
                break;
            default:
                AddSoft(patch);
                break;
        }
    }

    /// <summary>A patch whose edge fades: nested outlines, each a little smaller and darker.</summary>
    private void AddSoft(Patch patch)
    {
        const int Rings = 5;
        for (var ring = 1; ring <= Rings; ring++)
        {
            var scale = 1.3f - (0.6f * ring / Rings);
            var outline = patch.Outline.Select(corner => patch.Center + ((corner - patch.Center) * scale)).ToArray();
            Fill(Dark, outline, (int)(120 * patch.Strength * ring / Rings));
        }
    }

    private void AddManhole(Patch lid)
    {
        Fill(Tone, lid.Outline, NeutralTone - (int)(lid.Strength * 90));
        Stroke(lid.Outline, 0.03f, 0.8f, closed: true);
        Stroke([.. lid.Outline.Select(corner => Vector2.Lerp(lid.Center, corner, 0.78f))], 0.015f, 0.5f, closed: true);
        for (var i = -3; i <= 3; i++)
        {
            var (offset, half) = (i * 0.07f, MathF.Sqrt(0.0625f - (i * i * 0.0049f)));
            Stroke([lid.Center + new Vector2(offset, -half), lid.Center + new Vector2(offset, half)], 0.018f, 0.4f, closed: false);
            Stroke([lid.Center + new Vector2(-half, offset), lid.Center + new Vector2(half, offset)], 0.018f, 0.4f, closed: false);
        }
    }

    private void Add(Crack crack) => Stroke(crack.Path, crack.Width, crack.Strength, closed: false);

    private void Add(Marking marking)
    {
        var (near, far) = (_window.Z(-1), _window.Z(_window.Rows));
        var (left, right) = (marking.X - (marking.Width / 2), marking.X + (marking.Width / 2));
        if (marking.Dash == 0)
        {
            Fill(Paint, [new(left, near), new(right, near), new(right, far), new(left, far)], 255);
            return;
        }

        var period = marking.Dash + marking.Gap;
        for (var z = MathF.Floor(near / period) * period; z < far; z += period)
        {
            Fill(Paint, [new(left, z), new(right, z), new(right, z + marking.Dash), new(left, z + marking.Dash)], 255);
        }
    }

    private void AddKerbJoints(RoadStyle style)
    {
        const float Spacing = 1.2f;
        const int MostJoints = 60;
        if (_window.Rows / _window.RowsPerMetre > MostJoints * Spacing)
        {
            return;
        }

        foreach (var (side, verge) in new[] { (-1, style.Left), (1, style.Right) })
        {
            for (var z = MathF.Floor(_window.Z(0) / Spacing) * Spacing; verge == Verge.Pavement && z < _window.Z(_window.Rows); z += Spacing)
            {
                Stroke([new(side * style.HalfWidth, z), new(side * (style.HalfWidth + 2.4f), z)], 0.015f, 0.5f, closed: false);
            }
        }
    }

    private void AddShadows(RoadStrip road, Illumination light, double time)
    {
        foreach (var thing in road.Roadside)
        {
            CastShadow(thing, light.ShadowOffset);
        }

        foreach (var vehicle in road.Vehicles)
        {
            CastShadow(vehicle, light.ShadowOffset, time);
        }

        // The sun is half a degree wide: about 1 cm of half-shade for each metre up.
        var softness = Math.Max(1, (int)(0.05f * Math.Min(_window.ColumnsPerMetre, 60)) | 1);
        Cv2.Blur(Shadow, Shadow, new Size(softness, Math.Max(1, (int)(0.05f * Math.Min(_window.RowsPerMetre, 60)) | 1)));
    }

    private void CastShadow(RoadsideObject thing, Vector2 offset)
    {
        var foot = new Vector2(thing.X, thing.Z);
        var tip = foot + (offset * thing.Size);
        if (!_window.Touches((foot + tip) / 2, (Vector2.Distance(foot, tip) / 2) + thing.Size + thing.Length))
        {
            return;
        }

        switch (thing.Kind)
        {
            case RoadsideKind.Building:
                var end = new Vector2(0, thing.Length);
                Fill(Shadow, [foot, foot + end, tip + end, tip], 255);
                break;
            case RoadsideKind.Pole:
                Band(foot, tip, 0.14f);
                break;
            default:
                CastCrown(thing, foot, offset);
                break;
        }
    }

    private void CastCrown(RoadsideObject plant, Vector2 foot, Vector2 offset)
    {
        var isTree = plant.Kind == RoadsideKind.Tree;
        var middle = foot + (offset * plant.Size * (isTree ? 0.63f : 0.4f));
        var radius = plant.Size * (isTree ? 0.3f : 0.6f);
        if (isTree)
        {
            Band(foot, middle, 0.3f);
        }

        // A low sun draws the crown out along its shadow.
        var crown = _window.RowsPerMetre < GapsVisible ? CrownShadow.Whole : CrownShadow.All[plant.Variant % CrownShadow.All.Count];
        var along = Vector2.Normalize(offset);
        var stretch = Math.Clamp(offset.Length() * 0.8f, 0, 2.5f);
        var outlines = crown.Select(clump => (IReadOnlyList<Vector2>)Array.ConvertAll(clump, corner => middle + (radius * (corner + (along * stretch * Vector2.Dot(corner, along))))));
        FillAll(Shadow, outlines, 255);
    }

    private void CastShadow(Vehicle vehicle, Vector2 offset, double time)
    {
        var extent = vehicle.Extent;
        var center = vehicle.At(time);
        var lift = offset * extent.Y * 0.85f;
        if (!_window.Touches(center + (lift / 2), extent.Z + lift.Length()))
        {
            return;
        }

        var half = new Vector2(extent.X / 2, extent.Z / 2) * 0.95f;
        Vector2[] foot = [center - half, center + new Vector2(half.X, -half.Y), center + half, center + new Vector2(-half.X, half.Y)];
        var hull = Cv2.ConvexHull(foot.Concat(foot.MovedBy(lift)).Select(corner => new Point2f(corner.X, corner.Y)));
        Fill(Shadow, [.. hull.Select(corner => new Vector2(corner.X, corner.Y))], 255);
    }

    private void Band(Vector2 from, Vector2 to, float width)
    {
        var direction = Vector2.Normalize(to - from);
        var side = new Vector2(-direction.Y, direction.X) * width / 2;
        Fill(Shadow, [from - side, from + side, to + side, to - side], 255);
    }

    private void Fill(Mat mask, IReadOnlyList<Vector2> outline, int value) => FillAll(mask, [outline], value);

    private void FillAll(Mat mask, IEnumerable<IReadOnlyList<Vector2>> outlines, int value) =>
        Cv2.FillPoly(mask, outlines.Select(ToTexels), Scalar.All(value), mask == Shadow ? LineTypes.Link8 : LineTypes.AntiAlias, PlanWindow.Shift);

    private Point[] ToTexels(IReadOnlyList<Vector2> outline)
    {
        var points = new Point[outline.Count];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = _window.ToFixed(outline[i]);
        }

        return points;
    }

    private void Stroke(IReadOnlyList<Vector2> path, float width, float strength, bool closed)
    {
        for (var i = closed ? 0 : 1; i < path.Count; i++)
        {
            StrokePiece(path[i == 0 ? path.Count - 1 : i - 1], path[i], width, strength);
        }
    }

    private void StrokePiece(Vector2 from, Vector2 to, float width, float strength)
    {
        var step = to - from;
        var texels = (step * new Vector2(_window.ColumnsPerMetre, _window.RowsPerMetre)).Length();
        if (texels < 1e-3f)
        {
            return;
        }

        // Area is kept: a line thinner than a texel is drawn one texel wide and fainter.
        var thickness = width * step.Length() * _window.ColumnsPerMetre * _window.RowsPerMetre / texels;
        var value = (int)(255 * strength * Math.Min(1, thickness));
        if (value > 6)
        {
            Cv2.Line(Dark, _window.ToFixed(from), _window.ToFixed(to), Scalar.All(value), Math.Max(1, (int)MathF.Round(thickness)), LineTypes.AntiAlias, PlanWindow.Shift);
        }
    }
}
