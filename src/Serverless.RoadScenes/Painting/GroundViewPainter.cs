using System.Numerics;
using OpenCvSharp;
using Serverless.RoadScenes.Geometry;
using Serverless.RoadScenes.Layout;
using Serverless.RoadScenes.Sprites;

namespace Serverless.RoadScenes.Painting;

/// <summary>The view along the road.</summary>
internal sealed class GroundViewPainter : ViewPainter
{
    /// <summary>The road is painted in bands, each so many times as far away as the one before.</summary>
    private const float BandRatio = 1.6f;
    private const float FirstBand = 0.5f;
    private const float Farthest = 160;

    /// <summary>Texels a pixel at the near end of a band.</summary>
    private const float Sharpness = 0.75f;
    private const float CoarsestRows = 0.25f;
    private const float NearestSprite = 2;

    private readonly Camera _nominal;
    private readonly Backdrop _backdrop;

    /// <param name="nominal">Fixes the resolution of the bands while the camera sways.</param>
    /// <param name="random">Source of sky and tree line.</param>
    public GroundViewPainter(RoadStrip road, Illumination light, Camera nominal, Random random)
        : base(road, light)
    {
        _nominal = nominal;
        _backdrop = Backdrop.Create(nominal.Size, nominal.HorizonRow, road.Style, light, random);
    }

    public override void PaintRoad(Mat picture, Camera camera, double time)
    {
        _backdrop.Draw(picture, camera);
        var nearest = NearestVisible(camera);
        for (var band = (int)MathF.Ceiling(MathF.Log(Farthest / FirstBand, BandRatio)); band >= 0; band--)
        {
            var near = FirstBand * MathF.Pow(BandRatio, band);
            if (near * BandRatio > nearest)
            {
                Project(picture, camera, Window(camera, near, Math.Max(near, nearest), near * BandRatio), time);
            }
        }

        FadeIntoHaze(picture, camera);
    }

    public override void PaintObjects(Compositor compositor, Camera camera, double time)
    {
        var things = Road.Roadside.Select(thing => (Depth: camera.Depth(new Vector3(thing.X, 0, thing.Z + thing.Length)), Draw: (Action)(() => Draw(compositor, camera, thing))));
        var vehicles = Road.Vehicles.Select(vehicle => (Depth: camera.Depth(OnRoad(vehicle.At(time))), Draw: (Action)(() => Draw(compositor, camera, vehicle, time))));
        foreach (var (_, draw) in things.Concat(vehicles).Where(item => item.Depth is > NearestSprite and < Farthest).OrderByDescending(item => item.Depth))
        {
            draw();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _backdrop.Dispose();
        }

        base.Dispose(disposing);
    }

    private PlanWindow Window(Camera camera, float bandNear, float near, float far)
    {
        var columnsPerMetre = Sharpness * _nominal.Focal / bandNear;
        var rowsPerMetre = Math.Clamp(Sharpness * _nominal.Focal * _nominal.Position.Y / (bandNear * bandNear), CoarsestRows, columnsPerMetre);
        var (left, right) = Sides(camera, near, far);
        var overlap = 2 / rowsPerMetre;
        var z = camera.Position.Z;
        return PlanWindow.Cover(left, z + near - overlap, right, z + far + overlap, columnsPerMetre, rowsPerMetre);
    }

    /// <summary>The leftmost and rightmost x that the camera sees up to a distance along the road.</summary>
    private static (float Left, float Right) Sides(Camera camera, float near, float far)
    {
        const float Margin = 1.04f;
        var half = camera.Size.Width / 2f / camera.Focal * (far + camera.Position.Y) * Margin;
        var (first, last) = (near * MathF.Tan(camera.Yaw), far * MathF.Tan(camera.Yaw));
        return (camera.Position.X + Math.Min(first, last) - half, camera.Position.X + Math.Max(first, last) + half);
    }

    private static float NearestVisible(Camera camera)
    {
        var (width, height) = (camera.Size.Width, camera.Size.Height);
        var nearest = Math.Min(camera.Pixels.Map(0, height).Y, camera.Pixels.Map(width, height).Y);
        return (float)Math.Max(0.3, nearest - camera.Position.Z);
    }

    private void FadeIntoHaze(Mat picture, Camera camera)
    {
        var bottom = Math.Min(camera.Size.Height, (int)(camera.HorizonRow + (camera.Size.Height * 0.25f)));
        for (var row = Math.Max(0, (int)camera.HorizonRow); row < bottom; row++)
        {
            var depth = camera.Focal * camera.Position.Y / Math.Max(0.5f, row + 0.5f - camera.HorizonRow);
            var haze = Billboards.HazeAt(depth) * 0.6f;
            foreach (ref var pixel in picture.Row<Vec4b>(row))
            {
                pixel = Vector3.Lerp(new Vector3(pixel.Item0, pixel.Item1, pixel.Item2), Lighting.Horizon * 0.92f, haze).ToPixel(pixel.Item3);
            }
        }
    }

    private static void Draw(Compositor compositor, Camera camera, RoadsideObject thing)
    {
        var foot = new Vector3(thing.X, 0, thing.Z);
        switch (thing.Kind)
        {
            case RoadsideKind.Building:
                DrawBuilding(compositor, camera, thing);
                break;
            case RoadsideKind.Pole:
                compositor.Stand(camera, PoleSprite.Picture, foot, thing.Size * PoleSprite.Picture.Width / PoleSprite.Picture.Height, thing.Size);
                break;
            default:
                var sprites = thing.Kind == RoadsideKind.Tree ? PlantSprites.Trees : PlantSprites.Bushes;
                var sprite = sprites[thing.Variant % sprites.Count];
                compositor.Stand(camera, sprite, foot, thing.Size * sprite.Width / sprite.Height, thing.Size);
                break;
        }
    }

    private static void DrawBuilding(Compositor compositor, Camera camera, RoadsideObject building)
    {
        const float HouseDepth = 9;
        var facade = FacadeSprites.All[building.Variant % FacadeSprites.All.Count];
        var top = new Vector3(building.X, building.Size, building.Z);
        var down = new Vector3(0, -building.Size, 0);
        var outward = new Vector3(MathF.Sign(building.X) * HouseDepth, 0, 0);
        var shaded = compositor with { Gain = compositor.Gain * 0.82f };
        compositor.Lay(camera, facade, top, new Vector3(0, 0, building.Length), down);
        if (building.Z - camera.Position.Z > 1)
        {
            shaded.Lay(camera, facade, top, outward, down);
        }
    }

    private void Draw(Compositor compositor, Camera camera, Vehicle vehicle, double time)
    {
        var center = vehicle.At(time);
        var sprite = VehicleSprites.FromRoad(vehicle);
        var foot = OnRoad(center - new Vector2(0, vehicle.Extent.Z / 2));
        if (camera.Depth(foot) < NearestSprite)
        {
            return;
        }

        // What lies under a vehicle is dark whatever the light.
        compositor.Float(camera, ShadowSprite.Deep, OnRoad(center, 0.02f), new Vector3(0, 0, (vehicle.Extent.Z / 2) + 0.25f), vehicle.Extent.X + 0.35f);
        compositor.Stand(camera, sprite, foot, sprite.Width, sprite.Height);
        if (Lighting.IsDusk)
        {
            Glow(compositor, camera, vehicle, foot);
        }
    }

    private static void Glow(Compositor compositor, Camera camera, Vehicle vehicle, Vector3 foot)
    {
        var size = vehicle.Oncoming ? 0.9f : 0.5f;
        var sprite = vehicle.Oncoming ? GlowSprite.White : GlowSprite.Red;
        var lamps = compositor with { Gain = Vector3.One };
        var side = vehicle.Kind == VehicleKind.Motorcycle ? 0 : vehicle.Extent.X * 0.38f;
        var height = vehicle.Kind == VehicleKind.Motorcycle ? 0.72f : vehicle.Oncoming ? 0.62f : 0.72f;
        foreach (var x in side == 0 ? [0f] : new[] { -side, side })
        {
            lamps.Stand(camera, sprite, foot + new Vector3(x, height - (size / 2), -0.05f), size, size);
        }
    }
}
