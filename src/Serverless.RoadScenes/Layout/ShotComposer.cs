using System.Numerics;
using OpenCvSharp;
using Serverless.RoadScenes.Geometry;
using Serverless.RoadScenes.Noise;
using Serverless.RoadScenes.Painting;

namespace Serverless.RoadScenes.Layout;

/// <summary>Sets up single pictures and moving shots.</summary>
internal sealed class ShotComposer
{
    /// <summary>Road that is laid out behind and ahead of what a ground-level camera passes, metres.</summary>
    private const float Behind = 12;
    private const float Ahead = 130;

    /// <summary>Road that is laid out around what a drone passes, metres.</summary>
    private const float Around = 34;

    private readonly Random _random;
    private readonly Size _size;
    private readonly Illumination _light;

    private ShotComposer(int seed, SceneLight? light, int width, int height)
    {
        _random = Randomness.Fork(seed, 1);
        _size = new Size(width, height);
        var time = light ?? (_random.Chance(0.8) ? SceneLight.Day : SceneLight.Dusk);
        _light = Illumination.Create(time, Randomness.Fork(seed, 2));
    }

    public static Shot Picture(SceneOptions options, int seed)
    {
        var composer = new ShotComposer(seed, options.Light, options.Width, options.Height);
        return options.View == SceneView.Ground ? composer.GroundPicture(options.HasPotholes) : composer.OverheadPicture(options.HasPotholes);
    }

    public static Shot Video(RoadVideoOptions options)
    {
        var composer = new ShotComposer(options.Seed, options.Light, options.Width, options.Height);
        var seconds = options.Frames / (float)options.FramesPerSecond;
        return options.View == SceneView.Ground ? composer.Drive(seconds) : composer.Flight(seconds);
    }

    private Shot GroundPicture(bool hasPotholes)
    {
        var road = RoadStripBuilder.Build(_random, -Behind, Ahead);
        var x = (road.Style.HalfWidth / 2) + _random.Range(-0.9f, 0.7f);
        var camera = GroundCamera(new Vector3(x, _random.Range(1.05f, 1.5f), 0), _random.Normal() * 0.07f, _random.Range(0.05f, 0.32f), _random.Normal() * 0.012f, _random.Range(0.78f, 1));
        road = hasPotholes ? DigInSight(road, camera) : road;
        return new Shot(SceneView.Ground, road with { Vehicles = [.. GroundTraffic(road.Style)] }, _light, _ => camera);
    }

    /// <param name="horizon">Where the horizon lies, as a share of the height from the top.</param>
    /// <param name="focal">Focal length as a share of the width.</param>
    private Camera GroundCamera(Vector3 position, float yaw, float horizon, float roll, float focal)
    {
        var pixels = focal * _size.Width;
        var pitch = MathF.Atan((0.5f - horizon) * _size.Height / pixels);
        return new Camera(position, yaw, pitch, roll, pixels, _size);
    }

    /// <summary>One to four holes, close enough to be large.</summary>
    private RoadStrip DigInSight(RoadStrip road, Camera camera)
    {
        const float Farthest = 6.5f;
        var digger = new PotholeDigger(_random, road);
        var wanted = 1 + (int)(4 * MathF.Pow(_random.NextSingle(), 1.5f));
        var nearest = (float)camera.Pixels.Map(_size.Width / 2.0, _size.Height).Y;
        for (var attempt = 0; attempt < 200 && digger.Count < wanted; attempt++)
        {
            // Even in the picture, not on the road.
            var radius = digger.PickRadius();
            var z = 1 / _random.Range(1 / Farthest, 1 / (nearest + (radius * 0.7f)));
            var row = camera.Project(new Vector3(camera.Position.X, 0, z)).Y;
            var x = (float)camera.Pixels.Map(_size.Width * _random.Range(0.08f, 0.92f), row).X;
            digger.TryDig(new Vector2(x, z), radius);
        }

        return digger.Finish();
    }

    private IEnumerable<Vehicle> GroundTraffic(RoadStyle style)
    {
        var traffic = new Traffic(_random, style);
        if (_random.Chance(0.4))
        {
            yield return traffic.Driving(_random.Range(9, 40), 0, oncoming: false);
        }

        if (_random.Chance(0.35))
        {
            yield return traffic.Driving(_random.Range(9, 45), 0, oncoming: true);
        }

        if (style.Town && _random.Chance(0.5))
        {
            yield return traffic.Parked(_random.Range(10, 40));
        }
    }

    private Shot OverheadPicture(bool hasPotholes)
    {
        var road = RoadStripBuilder.Build(_random, -Around, Around);
        var position = new Vector3(_random.Range(-1.5f, 1.5f), _random.Range(14, 22), 0);
        var camera = new Camera(position, FlightYaw(), MathF.PI / 2, 0, _size.Width * _random.Range(0.75f, 0.9f), _size);
        if (hasPotholes)
        {
            road = DigAlong(road, -Around, Around, _random.Range(0.2f, 0.6f));
        }

        var traffic = new Traffic(_random, road.Style);
        var vehicles = Enumerable.Range(0, _random.Next(0, 4)).Select(i => traffic.Driving((i * 11) + _random.Range(-15, -12), 0, _random.Chance(0.5))).ToList();
        return new Shot(SceneView.Overhead, road with { Vehicles = vehicles }, _light, _ => camera);
    }

    /// <summary>The road runs across the picture more often than up it.</summary>
    private float FlightYaw()
    {
        var across = _random.Chance(0.65) ? MathF.PI / 2 : 0;
        return (_random.Chance(0.5) ? across : -across) + (_random.Normal() * 0.12f);
    }

    private RoadStrip DigAlong(RoadStrip road, float near, float far, float perMetre)
    {
        var digger = new PotholeDigger(_random, road);
        var wanted = Math.Max(1, (int)((far - near) * perMetre));
        for (var attempt = 0; attempt < wanted * 20 && digger.Count < wanted; attempt++)
        {
            digger.TryDig(new Vector2(_random.Range(-1, 1) * road.Style.HalfWidth, _random.Range(near, far)), digger.PickRadius());
        }

        return digger.Finish();
    }

    private Shot Drive(float seconds)
    {
        var speed = _random.Range(4, 6);
        var road = RoadStripBuilder.Build(_random, -Behind, (seconds * speed) + Ahead);
        var x = (road.Style.HalfWidth / 2) - _random.Range(0, 0.6f);
        var (height, horizon, focal) = (_random.Range(1.15f, 1.3f), _random.Range(0.06f, 0.14f), _random.Range(0.78f, 0.9f));
        var sway = _random.Range(0, 10);
        road = DigAlong(road, 2, (seconds * speed) + 40, 0.6f);
        var vehicles = DriveTraffic(road.Style, speed, seconds);
        return new Shot(SceneView.Ground, road with { Vehicles = [.. vehicles] }, _light, time =>
        {
            var t = (float)time + sway;
            var bounce = (0.012f * MathF.Sin(7.3f * t)) + (0.008f * MathF.Sin(11.7f * t));
            var position = new Vector3(x + (0.12f * MathF.Sin(0.5f * t)), height + bounce, speed * (float)time);
            return GroundCamera(position, 0.012f * MathF.Sin(0.7f * t), horizon + (0.2f * bounce), 0.004f * MathF.Sin(1.3f * t), focal);
        });
    }

    private IEnumerable<Vehicle> DriveTraffic(RoadStyle style, float speed, float seconds)
    {
        var traffic = new Traffic(_random, style);
        yield return traffic.Driving(_random.Range(14, 26), speed * _random.Range(1.05f, 1.3f), oncoming: false);
        for (var z = _random.Range(25, 50); z < (seconds * (speed + 8)) + 60; z += _random.Range(25, 60))
        {
            yield return traffic.Driving(z, 8, oncoming: true);
        }
    }

    private Shot Flight(float seconds)
    {
        var speed = _random.Range(2.5f, 4);
        var far = seconds * speed;
        var road = RoadStripBuilder.Build(_random, -Around, far + Around);
        var (height, x, focal) = (_random.Range(15, 19), _random.Range(-1, 1), _size.Width * _random.Range(0.75f, 0.85f));
        var yaw = (MathF.PI / 2) + (_random.Normal() * 0.08f);
        var sway = _random.Range(0, 10);
        road = DigAlong(road, -Around, far + Around, 0.4f);
        var vehicles = FlightTraffic(road.Style, speed, far);
        return new Shot(SceneView.Overhead, road with { Vehicles = [.. vehicles] }, _light, time =>
        {
            var t = (float)time + sway;
            var position = new Vector3(x + (0.25f * MathF.Sin(0.4f * t)), height + (0.2f * MathF.Sin(0.3f * t)), speed * (float)time);
            return new Camera(position, yaw + (0.02f * MathF.Sin(0.25f * t)), MathF.PI / 2, 0, focal, _size);
        });
    }

    private IEnumerable<Vehicle> FlightTraffic(RoadStyle style, float speed, float far)
    {
        var traffic = new Traffic(_random, style);

        // One motorcycle at least keeps the drone company: it is what a ground-level detector takes for a pothole.
        yield return traffic.Driving(-_random.Range(5, 12), speed + _random.Range(1.5f, 3), oncoming: false) with { Kind = VehicleKind.Motorcycle };
        for (var z = -_random.Range(30, 40); z > -far * 2; z -= _random.Range(20, 40))
        {
            yield return traffic.Driving(z, speed + 6, oncoming: false);
        }

        for (var z = _random.Range(15, 35); z < far * 3; z += _random.Range(20, 45))
        {
            yield return traffic.Driving(z, 6, oncoming: true);
        }
    }
}
