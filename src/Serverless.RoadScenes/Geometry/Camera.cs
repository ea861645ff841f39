using System.Numerics;
using OpenCvSharp;

namespace Serverless.RoadScenes.Geometry;

/// <summary>
/// A pinhole camera over the road. World in metres: x to the right of the road's centre line, y up, z along the road.
/// Pixels are continuous: the first pixel spans 0 to 1.
/// </summary>
internal sealed class Camera
{
    private readonly Vector3 _right;
    private readonly Vector3 _down;
    private readonly Vector3 _forward;

    /// <param name="position">Where the lens is.</param>
    /// <param name="yaw">Radians to the right of the road's direction.</param>
    /// <param name="pitch">Radians below the horizon.</param>
    /// <param name="roll">Radians clockwise as seen by the viewer.</param>
    /// <param name="focal">Focal length in pixels.</param>
    /// <param name="size">Size of the picture.</param>
    public Camera(Vector3 position, float yaw, float pitch, float roll, float focal, Size size)
    {
        Position = position;
        Focal = focal;
        Size = size;
        var heading = new Vector3(MathF.Sin(yaw), 0, MathF.Cos(yaw));
        var side = new Vector3(heading.Z, 0, -heading.X);
        _forward = (heading * MathF.Cos(pitch)) - (Vector3.UnitY * MathF.Sin(pitch));
        var below = (-heading * MathF.Sin(pitch)) - (Vector3.UnitY * MathF.Cos(pitch));
        _right = (side * MathF.Cos(roll)) - (below * MathF.Sin(roll));
        _down = (below * MathF.Cos(roll)) + (side * MathF.Sin(roll));
        (Yaw, Roll) = (yaw, roll);
        Plane = Surface(Vector3.Zero, Vector3.UnitX, Vector3.UnitZ);
        Pixels = Plane.Inverse();
        HorizonRow = (size.Height / 2f) - (focal * MathF.Tan(pitch));
    }

    public Vector3 Position { get; }

    public float Focal { get; }

    public Size Size { get; }

    /// <summary>Radians to the right of the road's direction.</summary>
    public float Yaw { get; }

    /// <summary>Radians clockwise as seen by the viewer.</summary>
    public float Roll { get; }

    /// <summary>From road plane (x, z) to pixels.</summary>
    public Homography Plane { get; }

    /// <summary>From pixels to road plane (x, z).</summary>
    public Homography Pixels { get; }

    /// <summary>The row of the horizon at the picture's centre; far outside where the camera looks down.</summary>
    public float HorizonRow { get; }

    /// <summary>Distance of a point along the direction of sight; negative behind the camera.</summary>
    public float Depth(Vector3 point) => Vector3.Dot(point - Position, _forward);

    public Point2d Project(Vector3 point)
    {
        var ray = point - Position;
        var scale = Focal / Vector3.Dot(ray, _forward);
        return new Point2d((Size.Width / 2.0) + (scale * Vector3.Dot(ray, _right)), (Size.Height / 2.0) + (scale * Vector3.Dot(ray, _down)));
    }

    /// <summary>From a flat surface in the world to pixels: (s, t) is the point origin + s across + t along.</summary>
    public Homography Surface(Vector3 origin, Vector3 across, Vector3 along)
    {
        var ray = origin - Position;
        var (cx, cy) = (Size.Width / 2.0, Size.Height / 2.0);
        var (a, b, c) = (Seen(across), Seen(along), Seen(ray));
        return new Homography(
            (Focal * a.X) + (cx * a.Z), (Focal * b.X) + (cx * b.Z), (Focal * c.X) + (cx * c.Z),
            (Focal * a.Y) + (cy * a.Z), (Focal * b.Y) + (cy * b.Z), (Focal * c.Y) + (cy * c.Z),
            a.Z, b.Z, c.Z);
    }

    /// <summary>A direction in the axes of the camera: right, down, forward.</summary>
    private Vector3 Seen(Vector3 direction) => new(Vector3.Dot(direction, _right), Vector3.Dot(direction, _down), Vector3.Dot(direction, _forward));
}
