using System.Numerics;
using OpenCvSharp;
using Serverless.RoadScenes.Geometry;
using Serverless.RoadScenes.Sprites;

namespace Serverless.RoadScenes.Painting;

/// <summary>Places sprites in the world.</summary>
internal static class Billboards
{
    /// <summary>Metres after which two thirds of the contrast are gone.</summary>
    private const float Visibility = 240;

    public static float HazeAt(float depth) => 1 - MathF.Exp(-depth / Visibility);

    /// <summary>Lays a sprite over a rectangle in the world.</summary>
    /// <param name="compositor">The picture.</param>
    /// <param name="camera">Sees it.</param>
    /// <param name="sprite">What to lay.</param>
    /// <param name="corner">Where its upper left corner goes.</param>
    /// <param name="across">Its upper edge in metres.</param>
    /// <param name="along">Its left edge in metres, downwards.</param>
    public static void Lay(this Compositor compositor, Camera camera, Sprite sprite, Vector3 corner, Vector3 across, Vector3 along)
    {
        var depth = Math.Max(0.5f, camera.Depth(corner + ((across + along) / 2)));
        var level = sprite.LevelFor(camera.Focal / depth * across.Length() / sprite.Width);
        var toUnit = Homography.ScaleThenShift(1.0 / level.Width, 1.0 / level.Height, 0.5 / level.Width, 0.5 / level.Height);
        var bounds = Bounds(camera, [corner, corner + across, corner + across + along, corner + along]);
        compositor.Lay(level, toUnit.Then(camera.Surface(corner, across, along)), bounds, HazeAt(depth));
    }

    /// <summary>Lays a sprite upright, facing along the road.</summary>
    /// <param name="foot">Middle of its lower edge.</param>
    /// <param name="width">Metres.</param>
    /// <param name="height">Metres.</param>
    public static void Stand(this Compositor compositor, Camera camera, Sprite sprite, Vector3 foot, float width, float height) =>
        compositor.Lay(camera, sprite, foot + new Vector3(-width / 2, height, 0), new Vector3(width, 0, 0), new Vector3(0, -height, 0));

    /// <summary>Lays a sprite flat at a height, seen from above.</summary>
    /// <param name="center">Its middle.</param>
    /// <param name="ahead">Half its length, where its top points.</param>
    /// <param name="width">Metres.</param>
    public static void Float(this Compositor compositor, Camera camera, Sprite sprite, Vector3 center, Vector3 ahead, float width)
    {
        var aside = Vector3.Normalize(new Vector3(ahead.Z, 0, -ahead.X)) * width;
        compositor.Lay(camera, sprite, center + ahead - (aside / 2), aside, ahead * -2);
    }

    private static Rect2d Bounds(Camera camera, ReadOnlySpan<Vector3> corners)
    {
        const float Nearest = 0.3f;
        var (left, top, right, bottom) = (double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        foreach (var corner in corners)
        {
            // A corner behind the camera is moved in front of it: the bounds only have to be wide enough.
            var depth = camera.Depth(corner);
            var point = camera.Project(depth < Nearest ? corner + new Vector3(0, 0, Nearest - depth) : corner);
            (left, right) = (Math.Min(left, point.X), Math.Max(right, point.X));
            (top, bottom) = (Math.Min(top, point.Y), Math.Max(bottom, point.Y));
        }

        return new Rect2d(left, top, right - left, bottom - top);
    }
}
