using System.Numerics;
using Serverless.RoadScenes.Noise;

namespace Serverless.RoadScenes.Layout;

/// <summary>What stays the same along a road. Lengths in metres, colours BGR 0 to 255 as in full daylight.</summary>
internal sealed record RoadStyle
{
    public required float HalfWidth { get; init; }

    public required Vector3 Asphalt { get; init; }

    /// <summary>Contrast of the aggregate, about 1.</summary>
    public required float Grain { get; init; }

    /// <summary>Contrast of blotches, about 1.</summary>
    public required float Blotches { get; init; }

    /// <summary>How much the wheels have darkened (or, below 0, polished) their tracks.</summary>
    public required float Tracks { get; init; }

    public required Verge Left { get; init; }

    public required Verge Right { get; init; }

    public required float Shoulder { get; init; }

    public required Vector3 Soil { get; init; }

    public required Vector3 Grass { get; init; }

    public required Vector3 Slabs { get; init; }

    public required Vector3 CentrePaint { get; init; }

    public required Vector3 EdgePaint { get; init; }

    /// <summary>Share of the paint that is gone, 0 to 1.</summary>
    public required float PaintWear { get; init; }

    /// <summary>Cracks, patches and stains relative to an average road.</summary>
    public required float Age { get; init; }

    /// <summary>Whether buildings stand along the road, rather than trees.</summary>
    public required bool Town { get; init; }

    /// <summary>Shifts all noise so that roads differ.</summary>
    public required float NoiseOffset { get; init; }

    public static RoadStyle Create(Random random)
    {
        var town = random.Chance(0.4);
        var tone = random.Range(88, 152);
        var warmth = random.Range(-0.05f, 0.06f);
        var white = new Vector3(random.Range(205, 225), random.Range(212, 228), random.Range(212, 230));
        var yellow = new Vector3(random.Range(50, 90), random.Range(165, 185), random.Range(205, 225));
        return new RoadStyle
        {
            HalfWidth = random.Range(2.9f, 3.9f),
            Asphalt = new Vector3(1 - warmth, 1 - (0.1f * warmth), 1 + warmth) * tone,
            Grain = random.Range(0.6f, 1.35f),
            Blotches = random.Range(0.5f, 1.4f),
            Tracks = random.Range(-0.05f, 0.12f),
            Left = PickVerge(random, town),
            Right = PickVerge(random, town),
            Shoulder = random.Range(0.3f, 1.2f),
            Soil = random.Near(new Vector3(92, 116, 138), 14, 6),
            Grass = Vector3.Lerp(new Vector3(56, 100, 84), new Vector3(88, 126, 136), random.NextSingle()),
            Slabs = random.Near(new Vector3(150, 156, 160), 12, 4),
            CentrePaint = random.Chance(0.4) ? yellow : white,
            EdgePaint = white,
            PaintWear = random.Range(0.15f, 0.85f),
            Age = random.Range(0.4f, 1.7f),
            Town = town,
            NoiseOffset = random.Range(0, 200),
        };
    }

    private static Verge PickVerge(Random random, bool town) => random.NextSingle() switch
    {
        < 0.75f when town => Verge.Pavement,
        < 0.3f => Verge.Gravel,
        _ => Verge.Grass,
    };
}
