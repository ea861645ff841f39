using System.Numerics;

namespace Serverless.RoadScenes.Sprites;

/// <summary>A street lamp 7 m high, standing on the lower edge.</summary>
internal static class PoleSprite
{
    public static Sprite Picture { get; } = Draw();

    private static Sprite Draw()
    {
        using var canvas = new SpriteCanvas(2.4f, 7, 30);
        canvas.Polygon(new Vector3(112, 114, 112), new(-0.08f, 0), new(0.08f, 0), new(0.05f, 6.8f), new(-0.05f, 6.8f));
        canvas.Line(new Vector3(120), new(0, 6.8f), new(-0.9f, 6.9f), 0.06f);
        canvas.Box(new Vector3(180), -1.15f, 6.82f, -0.75f, 6.95f);
        return canvas.ToSprite();
    }
}
