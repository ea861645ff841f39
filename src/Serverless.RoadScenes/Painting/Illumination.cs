using System.Numerics;
using Serverless.RoadScenes.Noise;

namespace Serverless.RoadScenes.Painting;

/// <summary>The light on a scene. Colours BGR; gains act on colours as in full daylight.</summary>
internal sealed record Illumination
{
    /// <summary>Multiplies all colours that lie in the sun.</summary>
    public required Vector3 Gain { get; init; }

    /// <summary>Multiplies further where the sun does not reach; 1 under an overcast sky.</summary>
    public required Vector3 Shade { get; init; }

    /// <summary>Direction to the sun, of length 1; z along the road.</summary>
    public required Vector3 ToSun { get; init; }

    public required Vector3 Zenith { get; init; }

    public required Vector3 Horizon { get; init; }

    /// <summary>Cover of clouds, 0 to 1.</summary>
    public required float Clouds { get; init; }

    public required bool IsDusk { get; init; }

    /// <summary>Noise of the sensor: standard deviation in grey levels.</summary>
    public required float SensorNoise { get; init; }

    /// <summary>How far on the ground a shadow reaches from a point one metre up.</summary>
    public Vector2 ShadowOffset => new(-ToSun.X / ToSun.Y, -ToSun.Z / ToSun.Y);

    /// <summary>Share of the light that comes from the sky and not the sun, mean of the channels.</summary>
    public float Ambient => (Shade.X + Shade.Y + Shade.Z) / 3;

    public static Illumination Create(SceneLight light, Random random) => light == SceneLight.Dusk ? Dusk(random) : Day(random);

    private static Illumination Day(Random random)
    {
        var overcast = random.Chance(0.4) ? random.Range(0.75f, 1) : 0;
        var isOvercast = overcast > 0;
        var grey = new Vector3(random.Range(205, 228));
        var level = isOvercast ? random.Range(0.82f, 1.0f) : random.Range(0.92f, 1.12f);
        return new Illumination
        {
            Gain = (isOvercast ? new Vector3(1.03f, 1, 0.985f) : new Vector3(0.96f, 1, 1.03f)) * level,
            Shade = isOvercast ? new Vector3(random.Range(0.86f, 0.95f)) : new Vector3(0.62f, 0.54f, 0.49f) * random.Range(0.88f, 1.1f),
            ToSun = Toward(random.Range(0, MathF.Tau), random.Range(0.55f, 1.15f)),
            Zenith = isOvercast ? grey * 0.93f : new Vector3(random.Range(195, 225), random.Range(140, 165), random.Range(85, 115)),
            Horizon = isOvercast ? grey : new Vector3(228, 214, 198),
            Clouds = isOvercast ? overcast : random.Range(0, 0.6f),
            IsDusk = false,
            SensorNoise = random.Range(1, 3.5f),
        };
    }

    private static Illumination Dusk(Random random)
    {
        var warm = random.NextSingle();
        return new Illumination
        {
            Gain = Vector3.Lerp(new Vector3(0.62f, 0.53f, 0.52f), new Vector3(0.43f, 0.5f, 0.62f), warm) * random.Range(1.25f, 1.55f),
            Shade = new Vector3(0.82f, 0.7f, 0.64f),
            ToSun = Toward(random.Range(0, MathF.Tau), random.Range(0.2f, 0.4f)),
            Zenith = new Vector3(random.Range(105, 135), random.Range(80, 96), random.Range(70, 92)),
            Horizon = Vector3.Lerp(new Vector3(150, 140, 168), new Vector3(95, 150, 225), warm),
            Clouds = random.Range(0.1f, 0.7f),
            IsDusk = true,
            SensorNoise = random.Range(2.5f, 5),
        };
    }

    private static Vector3 Toward(float azimuth, float elevation) => new(
        MathF.Cos(elevation) * MathF.Sin(azimuth), MathF.Sin(elevation), MathF.Cos(elevation) * MathF.Cos(azimuth));
}
