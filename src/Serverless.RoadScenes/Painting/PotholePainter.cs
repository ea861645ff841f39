using System.Numerics;
using OpenCvSharp;
using Serverless.RoadScenes.Geometry;
using Serverless.RoadScenes.Layout;

namespace Serverless.RoadScenes.Painting;

/// <summary>Draws potholes into a picture of the bare road by following each line of sight into their relief.</summary>
internal sealed class PotholePainter(RoadStyle style, Illumination light)
{
    /// <summary>Cells along a side of a relief; the least that is not below the hole's width in pixels is taken.</summary>
    private static readonly int[] Finenesses = [32, 56, 96, 150, 230];

    private readonly Dictionary<Pothole, PotholeRelief> _reliefs = [];

    /// <summary>Draws the hole, fainter the smaller it shows.</summary>
    /// <returns>As <see cref="Rim"/>.</returns>
    public Point2f[] Draw(Mat picture, Pothole hole, Camera camera)
    {
        var rim = Rim(hole, camera);
        if (rim.Length > 0)
        {
            Trace(picture, hole, ReliefOf(hole, camera), camera, Math.Min(1, Strength(rim, camera)));
        }

        return rim;
    }

    /// <summary>The rim on the picture; empty where the hole is behind the camera, outside the picture or too small to draw.</summary>
    public Point2f[] Rim(Pothole hole, Camera camera)
    {
        var center = new Vector3(hole.Center.X, 0, hole.Center.Y);
        if (camera.Depth(center) < hole.Radius * 2.5f || !MayShow(hole, camera))
        {
            return [];
        }

        // The outline is the same at every fineness.
        var relief = ReliefOf(hole, Finenesses[0]);
        var rim = relief.OutlinePoints.Select(point => Map(camera, hole.Center + point)).ToArray();
        return Strength(rim, camera) > 0 ? rim : [];
    }

    private static float Strength(Point2f[] rim, Camera camera)
    {
        var vanishing = MarkedSize.Vanishing(camera.Size.Height);
        return (Bounds(rim).Height - vanishing) / (MarkedSize.Smallest(camera.Size.Height) - vanishing);
    }

    private static bool MayShow(Pothole hole, Camera camera)
    {
        var reach = hole.Radius * 2;
        Vector2[] corners = [new(-reach, -reach), new(reach, -reach), new(reach, reach), new(-reach, reach)];
        var bounds = Bounds([.. corners.Select(corner => Map(camera, hole.Center + corner))]);
        return bounds.Right > 0 && bounds.Bottom > 0 && bounds.Left < camera.Size.Width && bounds.Top < camera.Size.Height && bounds.Height > MarkedSize.Vanishing(camera.Size.Height);
    }

    /// <summary>The relief, as fine as it is seen now: it is shaped anew, finer, as the camera comes near.</summary>
    private PotholeRelief ReliefOf(Pothole hole, Camera camera)
    {
        var depth = camera.Depth(new Vector3(hole.Center.X, 0, hole.Center.Y));
        var pixels = camera.Focal / depth * hole.Radius * 2;
        var cells = Array.Find(Finenesses, fineness => fineness >= pixels);
        return ReliefOf(hole, cells == 0 ? Finenesses[^1] : cells);
    }

    /// <param name="hole">Whose relief.</param>
    /// <param name="cells">The least fineness.</param>
    private PotholeRelief ReliefOf(Pothole hole, int cells)
    {
        if (!_reliefs.TryGetValue(hole, out var relief) || relief.Cells < cells)
        {
            relief = PotholeRelief.Create(hole, style, light, cells);
            _reliefs[hole] = relief;
        }

        return relief;
    }

    private void Trace(Mat picture, Pothole hole, PotholeRelief relief, Camera camera, float strength)
    {
        var area = Footprint(hole, relief, camera);
        var across = Samples(area.Width, relief.Cells);
        var along = Samples(area.Height, relief.Cells);
        var (right, bottom) = (Math.Min(camera.Size.Width, area.Right), Math.Min(camera.Size.Height, area.Bottom));
        for (var y = Math.Max(0, (int)area.Top); y < bottom; y++)
        {
            var pixels = picture.Row<Vec4b>(y);
            for (var x = Math.Max(0, (int)area.Left); x < right; x++)
            {
                TracePixel(ref pixels[x], x, y, hole, relief, camera, across, along, strength);
            }
        }
    }

    private void TracePixel(ref Vec4b pixel, int x, int y, Pothole hole, PotholeRelief relief, Camera camera, int across, int along, float strength)
    {
        var sum = Vector3.Zero;
        var covered = 0f;
        for (var v = 0; v < along; v++)
        {
            for (var u = 0; u < across; u++)
            {
                var place = camera.Pixels.Map(x + ((u + 0.5) / across), y + ((v + 0.5) / along));
                var (color, cover) = Look(new Vector2((float)place.X, (float)place.Y), hole, relief, camera, pixel.Item3 / 255f);
                sum += color * cover;
                covered += cover;
            }
        }

        var share = strength / (across * along);
        var kept = 1 - (covered * share);
        pixel = (new Vector3(pixel.Item0, pixel.Item1, pixel.Item2) * kept + (sum * share)).ToPixel(pixel.Item3);
    }

    private (Vector3 Color, float Cover) Look(Vector2 place, Pothole hole, PotholeRelief relief, Camera camera, float shadow)
    {
        var scale = relief.Cells / (2 * relief.HalfSide);
        var cell = (place - hole.Center + new Vector2(relief.HalfSide)) * scale;
        if (!Inside(cell, relief.Cells))
        {
            return default;
        }

        var entry = Index(cell, relief.Cells);
        var cover = relief.Cover[entry];
        if (cover <= 0)
        {
            return default;
        }

        var away = place - new Vector2(camera.Position.X, camera.Position.Z);
        var run = away / camera.Position.Y;
        var (hit, isWater) = Descend(cell, run * scale, relief, entry);
        var color = Vector3.Lerp(relief.Sunny[hit], relief.Shaded[hit], shadow);
        return (isWater ? Water(color, run.Length()) : color, cover);
    }

    /// <summary>Follows the line of sight down until it meets the floor, a wall or water.</summary>
    private static (int Cell, bool IsWater) Descend(Vector2 cell, Vector2 cellsPerMetreDown, PotholeRelief relief, int entry)
    {
        const int Steps = 14;
        var bottom = Math.Min(relief.MaximumDepth, relief.WaterDepth);
        if (relief.Height[entry] > -0.003f)
        {
            return (entry, false);
        }

        var last = entry;
        for (var step = 1; step <= Steps; step++)
        {
            var depth = bottom * step / Steps;
            var spot = cell + (cellsPerMetreDown * depth);
            if (!Inside(spot, relief.Cells))
            {
                return (last, false);
            }

            last = Index(spot, relief.Cells);
            if (relief.Height[last] >= -depth)
            {
                return (last, false);
            }
        }

        return (last, relief.WaterDepth <= relief.MaximumDepth);
    }

    private Vector3 Water(Vector3 floor, float run)
    {
        var cosine = 1 / MathF.Sqrt(1 + (run * run));
        var mirror = 0.02f + (0.98f * MathF.Pow(1 - cosine, 5));
        var mud = (floor * 0.35f) + (style.Soil * light.Gain * light.Shade * 0.5f);
        return Vector3.Lerp(mud, Vector3.Lerp(light.Horizon, light.Zenith, 0.4f), Math.Min(0.8f, (mirror * 1.1f) + 0.08f));
    }

    private static Rect2f Footprint(Pothole hole, PotholeRelief relief, Camera camera)
    {
        var reach = relief.HalfSide;
        Vector2[] corners = [new(-reach, -reach), new(reach, -reach), new(reach, reach), new(-reach, reach)];
        return Bounds([.. corners.Select(corner => Map(camera, hole.Center + corner))]);
    }

    private static Point2f Map(Camera camera, Vector2 place)
    {
        var point = camera.Plane.Map(place.X, place.Y);
        return new Point2f((float)point.X, (float)point.Y);
    }

    private static Rect2f Bounds(Point2f[] points)
    {
        var (left, top) = (points.Min(point => point.X), points.Min(point => point.Y));
        return new Rect2f(left, top, points.Max(point => point.X) - left, points.Max(point => point.Y) - top);
    }

    private static int Samples(float pixels, int cells) => Math.Clamp((int)MathF.Round(cells / pixels), 1, 4);

    private static bool Inside(Vector2 cell, int cells) => cell.X >= 0 && cell.Y >= 0 && cell.X < cells && cell.Y < cells;

    private static int Index(Vector2 cell, int cells) => ((int)cell.Y * cells) + (int)cell.X;
}
