using System.Numerics;
using OpenCvSharp;
using Serverless.RoadScenes.Geometry;
using Serverless.RoadScenes.Layout;
using Serverless.RoadScenes.Sprites;

namespace Serverless.RoadScenes.Painting;

/// <summary>The view straight down.</summary>
internal sealed class OverheadViewPainter(RoadStrip road, Illumination light) : ViewPainter(road, light)
{
    /// <summary>Texels a pixel.</summary>
    private const float Sharpness = 1;
    private const float HighestTree = 0.55f;

    public override void PaintRoad(Mat picture, Camera camera, double time)
    {
        var (width, height) = (camera.Size.Width, camera.Size.Height);
        Point2d[] corners = [camera.Pixels.Map(0, 0), camera.Pixels.Map(width, 0), camera.Pixels.Map(width, height), camera.Pixels.Map(0, height)];
        var scale = MathF.Round(Sharpness * camera.Focal / camera.Position.Y * 2) / 2;
        var window = PlanWindow.Cover(
            (float)corners.Min(corner => corner.X) - 0.2f,
            (float)corners.Min(corner => corner.Y) - 0.2f,
            (float)corners.Max(corner => corner.X) + 0.2f,
            (float)corners.Max(corner => corner.Y) + 0.2f,
            scale,
            scale);
        Project(picture, camera, window, time);
    }

    public override void PaintObjects(Compositor compositor, Camera camera, double time)
    {
        var clear = compositor with { Haze = Vector3.Zero };
        foreach (var vehicle in Road.Vehicles)
        {
            Draw(clear, camera, vehicle, time);
        }

        foreach (var thing in Road.Roadside.OrderBy(thing => thing.Size))
        {
            Draw(clear, camera, thing);
        }
    }

    private static void Draw(Compositor compositor, Camera camera, Vehicle vehicle, double time)
    {
        var sprite = VehicleSprites.FromAbove(vehicle);
        var ahead = new Vector3(0, 0, sprite.Height / (vehicle.Oncoming ? -2 : 2));
        compositor.Float(camera, ShadowSprite.Faint, OnRoad(vehicle.At(time), 0.02f), ahead, vehicle.Extent.X * 1.1f);
        compositor.Float(camera, sprite, OnRoad(vehicle.At(time), vehicle.Extent.Y * 0.6f), ahead, sprite.Width);
    }

    private static void Draw(Compositor compositor, Camera camera, RoadsideObject thing)
    {
        var place = new Vector2(thing.X, thing.Z);
        switch (thing.Kind)
        {
            case RoadsideKind.Building:
                var roof = RoofSprite.All[thing.Variant % RoofSprite.All.Count];
                var side = MathF.Sign(thing.X);
                var height = Math.Min(thing.Size, camera.Position.Y * 0.4f);
                compositor.Float(camera, roof, new Vector3(thing.X + (side * 4.5f), height, thing.Z + (thing.Length / 2)), new Vector3(0, 0, thing.Length / 2), 9);
                break;
            case RoadsideKind.Pole:
                break;
            default:
                var crown = PlantSprites.Crowns[thing.Variant % PlantSprites.Crowns.Count];
                var across = thing.Size * (thing.Kind == RoadsideKind.Tree ? 0.62f : 1.3f);
                var top = Math.Min(thing.Size * 0.7f, camera.Position.Y * HighestTree);
                var turn = thing.Variant * 0.7f;
                compositor.Float(camera, crown, OnRoad(place, top), new Vector3(MathF.Sin(turn), 0, MathF.Cos(turn)) * across / 2, across);
                break;
        }
    }
}
