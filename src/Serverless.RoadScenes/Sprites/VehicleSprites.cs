using System.Collections.Concurrent;
using System.Numerics;
using Serverless.RoadScenes.Layout;

namespace Serverless.RoadScenes.Sprites;

/// <summary>Pictures of vehicles from behind, from ahead and from above, drawn once each.</summary>
internal static class VehicleSprites
{
    private const float GroundScale = 110;
    private const float OverheadScale = 44;
    private static readonly Vector3 Glass = new(62, 54, 48);
    private static readonly Vector3 Tyre = new(28, 27, 27);
    private static readonly Vector3 Skin = new(110, 140, 190);
    private static readonly Vector3[] Paints =
    [
        new(232, 232, 230), new(190, 190, 188), new(120, 118, 115), new(52, 50, 48), new(150, 60, 40), new(38, 34, 150), new(84, 98, 62), new(168, 190, 200), new(105, 60, 30),
    ];

    private static readonly ConcurrentDictionary<(VehicleKind, int, bool), Sprite> Ground = new();
    private static readonly ConcurrentDictionary<(VehicleKind, int), Sprite> Overhead = new();

    public static int PaintCount => Paints.Length;

    /// <summary>From the road, standing on the lower edge.</summary>
    public static Sprite FromRoad(Vehicle vehicle) => Ground.GetOrAdd((vehicle.Kind, vehicle.Paint, vehicle.Oncoming), static key => key.Item1 switch
    {
        VehicleKind.Motorcycle => MotorcycleFromRoad(Paints[key.Item2], key.Item3),
        VehicleKind.Truck => TruckFromRoad(Paints[key.Item2], key.Item3),
        VehicleKind.Van => CarFromRoad(Paints[key.Item2], 1.95f, 2.0f, 0.8f, key.Item3),
        _ => CarFromRoad(Paints[key.Item2], 1.78f, 1.48f, 0.64f, key.Item3),
    });

    /// <summary>From above, its front at the top.</summary>
    public static Sprite FromAbove(Vehicle vehicle) => Overhead.GetOrAdd((vehicle.Kind, vehicle.Paint), static key => key.Item1 switch
    {
        VehicleKind.Motorcycle => MotorcycleFromAbove(Paints[key.Item2]),
        VehicleKind.Truck => TruckFromAbove(Paints[key.Item2]),
        VehicleKind.Van => CarFromAbove(Paints[key.Item2], 1.95f, 4.9f, 0.62f),
        _ => CarFromAbove(Paints[key.Item2], 1.78f, 4.3f, 0.45f),
    });

    private static Sprite CarFromRoad(Vector3 paint, float width, float height, float roof, bool front)
    {
        using var canvas = new SpriteCanvas(width + 0.3f, height + 0.05f, GroundScale);
        var w = width / 2;
        var waist = height * 0.6f;
        canvas.Boxes(Tyre, w - 0.26f, 0, w - 0.02f, 0.4f);
        canvas.Symmetric(paint * 0.9f, new(w * 0.72f, height), new(w * 0.8f, height - 0.06f), new(w * 0.95f, waist), new(w, waist - 0.1f), new(w + 0.01f, 0.5f), new(w - 0.04f, 0.26f));
        canvas.Symmetric(paint * 1.08f, new(w * roof, height), new(w * 0.76f, height - 0.05f), new(w * 0.8f, height - 0.1f));
        canvas.Symmetric(Glass, new(w * 0.7f, height - 0.12f), new(w * 0.84f, waist + 0.03f));
        canvas.Symmetric(Glass * 1.9f, new(w * 0.66f, height - 0.13f), new(w * 0.7f, height - 0.24f));
        canvas.Symmetric(paint * 0.45f, new(w - 0.02f, 0.42f), new(w - 0.05f, 0.26f));
        canvas.Symmetric(new Vector3(26), new(w - 0.25f, 0.27f), new(w - 0.3f, 0.17f));
        canvas.Boxes(Glass, w - 0.02f, waist + 0.02f, w + 0.13f, waist + 0.14f);
        if (front)
        {
            canvas.Boxes(new Vector3(225, 228, 225), w - 0.42f, 0.55f, w - 0.08f, 0.7f);
            canvas.Box(new Vector3(30), -w * 0.5f, 0.46f, w * 0.5f, 0.66f);
        }
        else
        {
            canvas.Boxes(new Vector3(38, 34, 175), w - 0.26f, waist - 0.28f, w - 0.05f, waist - 0.06f);
            canvas.Boxes(new Vector3(70, 70, 230), w - 0.2f, waist - 0.2f, w - 0.1f, waist - 0.12f);
            canvas.Box(paint * 0.75f, -w * 0.8f, waist - 0.03f, w * 0.8f, waist - 0.015f);
        }

        canvas.Box(new Vector3(205, 212, 212), -0.25f, 0.46f, 0.25f, 0.57f);
        canvas.Shade((x, y) => 0.72f + (0.4f * y) - (0.22f * x * x * x * x) + (0.05f * MathF.Cos(9 * y)));
        return canvas.ToSprite();
    }

    private static Sprite TruckFromRoad(Vector3 paint, bool front)
    {
        using var canvas = new SpriteCanvas(2.6f, 3.15f, GroundScale * 0.7f);
        canvas.Boxes(Tyre, 0.68f, 0, 1.12f, 0.85f);
        canvas.Box(new Vector3(40), -1.1f, 0.45f, 1.1f, 0.9f);
        canvas.Box(paint * 0.95f, -1.2f, 0.85f, 1.2f, 3.1f);
        if (front)
        {
            canvas.Box(Glass, -1.05f, 1.7f, 1.05f, 2.6f);
            canvas.Boxes(new Vector3(225), 0.75f, 0.65f, 1.1f, 0.85f);
        }
        else
        {
            canvas.Box(paint * 0.6f, -0.02f, 0.9f, 0.02f, 3.05f);
            canvas.Boxes(paint * 0.75f, 0.2f, 1, 0.24f, 3);
            canvas.Boxes(new Vector3(40, 36, 190), 0.85f, 0.6f, 1.1f, 0.75f);
        }

        canvas.Box(new Vector3(200, 208, 208), -0.25f, 0.55f, 0.25f, 0.66f);
        canvas.Shade((x, y) => 0.78f + (0.3f * y) - (0.12f * x * x));
        return canvas.ToSprite();
    }

    private static Sprite MotorcycleFromRoad(Vector3 paint, bool front)
    {
        using var canvas = new SpriteCanvas(1.0f, 1.7f, GroundScale * 1.3f);
        canvas.Box(Tyre, -0.07f, 0, 0.07f, 0.62f);
        canvas.Box(new Vector3(60), -0.13f, 0.3f, 0.13f, 0.5f);
        canvas.Symmetric(paint * 0.7f, new(0.12f, 0.9f), new(0.17f, 0.6f), new(0.1f, 0.5f));
        canvas.Box(front ? new Vector3(235) : new Vector3(45, 40, 210), -0.06f, 0.68f, 0.06f, 0.76f);
        canvas.Boxes(new Vector3(60, 52, 48), 0.1f, 0.4f, 0.24f, 0.85f);
        canvas.Line(new Vector3(50), new(-0.36f, 1.02f), new(0.36f, 1.02f), 0.035f);
        canvas.Symmetric(paint * 0.8f, new(0.14f, 1.4f), new(0.25f, 1.32f), new(0.24f, 0.95f), new(0.18f, 0.8f));
        canvas.Line(paint * 0.65f, new(-0.22f, 1.3f), new(-0.34f, 1.03f), 0.1f);
        canvas.Line(paint * 0.65f, new(0.22f, 1.3f), new(0.34f, 1.03f), 0.1f);
        canvas.Ellipse(paint * 0.35f, new(0, 1.52f), 0.13f, 0.15f);
        canvas.Shade((x, y) => 0.8f + (0.35f * y) - (0.2f * x * x));
        return canvas.ToSprite();
    }

    private static Sprite CarFromAbove(Vector3 paint, float width, float length, float roofLength)
    {
        using var canvas = new SpriteCanvas(width + 0.3f, length + 0.1f, OverheadScale);
        var w = width / 2;
        var (bottom, top) = (0.05f, length + 0.05f);
        var windscreen = top - (length * 0.27f);
        var rear = windscreen - (length * roofLength) - 0.35f;
        canvas.Symmetric(paint * 0.8f, new(w * 0.6f, top), new(w * 0.9f, top - 0.2f), new(w, top - 0.7f), new(w, bottom + 0.5f), new(w * 0.9f, bottom + 0.1f), new(w * 0.7f, bottom));
        canvas.Boxes(paint * 0.7f, w - 0.02f, windscreen - 0.35f, w + 0.12f, windscreen - 0.22f);
        canvas.Symmetric(paint, new(w * 0.55f, top - 0.06f), new(w * 0.82f, top - 0.3f), new(w * 0.86f, windscreen), new(w * 0.86f, rear), new(w * 0.8f, bottom + 0.08f));
        canvas.Symmetric(Glass, new(w * 0.84f, windscreen), new(w * 0.9f, windscreen - 0.1f), new(w * 0.9f, rear + 0.1f), new(w * 0.76f, rear - 0.25f));
        canvas.Symmetric(Glass * 1.5f, new(w * 0.78f, windscreen - 0.03f), new(w * 0.72f, windscreen - 0.3f));
        canvas.Symmetric(paint * 1.06f, new(w * 0.7f, windscreen - 0.5f), new(w * 0.76f, windscreen - 0.6f), new(w * 0.76f, rear + 0.15f), new(w * 0.68f, rear + 0.05f));
        canvas.Boxes(new Vector3(215), w * 0.55f, top - 0.14f, w * 0.85f, top - 0.06f);
        canvas.Boxes(new Vector3(45, 40, 170), w * 0.55f, bottom + 0.02f, w * 0.88f, bottom + 0.1f);
        canvas.Shade((x, _) => 1.02f - (0.16f * x * x) + (0.05f * x));
        return canvas.ToSprite();
    }

    private static Sprite TruckFromAbove(Vector3 paint)
    {
        using var canvas = new SpriteCanvas(2.6f, 7.6f, OverheadScale);
        canvas.Symmetric(paint * 0.8f, new(1.05f, 7.5f), new(1.15f, 7.2f), new(1.15f, 5.7f));
        canvas.Symmetric(Glass, new(1.0f, 7.35f), new(1.05f, 7.0f));
        canvas.Box(new Vector3(45), -0.9f, 5.4f, 0.9f, 5.75f);
        canvas.Box(new Vector3(205, 208, 208), -1.2f, 0.05f, 1.2f, 5.45f);
        for (var y = 0.6f; y < 5.4f; y += 0.6f)
        {
            canvas.Box(new Vector3(185, 188, 188), -1.15f, y, 1.15f, y + 0.04f);
        }

        canvas.Shade((x, _) => 1.0f - (0.1f * x * x) + (0.05f * x));
        return canvas.ToSprite();
    }

    private static Sprite MotorcycleFromAbove(Vector3 paint)
    {
        using var canvas = new SpriteCanvas(1.0f, 2.2f, OverheadScale * 1.5f);
        canvas.Box(Tyre, -0.07f, 0.05f, 0.07f, 0.6f);
        canvas.Box(Tyre, -0.06f, 1.6f, 0.06f, 2.15f);
        canvas.Symmetric(paint * 0.8f, new(0.1f, 1.75f), new(0.16f, 1.3f), new(0.14f, 0.7f), new(0.1f, 0.3f));
        canvas.Line(new Vector3(60), new(-0.38f, 1.5f), new(0.38f, 1.5f), 0.05f);
        canvas.Boxes(new Vector3(75, 60, 52), 0.1f, 0.85f, 0.24f, 1.25f);
        canvas.Line(Skin * 0.8f, new(-0.24f, 1.05f), new(-0.34f, 1.46f), 0.09f);
        canvas.Line(Skin * 0.8f, new(0.24f, 1.05f), new(0.34f, 1.46f), 0.09f);
        canvas.Ellipse(paint * 0.6f, new(0, 1.0f), 0.27f, 0.17f);
        canvas.Ellipse(new Vector3(60) + (paint * 0.5f), new(0, 1.1f), 0.13f, 0.15f);
        canvas.Ellipse(new Vector3(150) + (paint * 0.3f), new(0.03f, 1.13f), 0.05f, 0.05f);
        return canvas.ToSprite();
    }
}
