using System.Numerics;
using Serverless.RoadScenes.Layout;

namespace Serverless.RoadScenes.Painting;

/// <summary>What depends only on how far left or right a texel lies.</summary>
/// <param name="Edge">Metres from the edge of the asphalt, positive on it.</param>
/// <param name="Wobble">Metres by which that edge strays.</param>
/// <param name="Verge">What lies beyond the edge.</param>
/// <param name="Shoulder">Width of the bare strip beyond the edge, metres.</param>
/// <param name="Track">Darkening by tyres and dripping oil.</param>
/// <param name="Dust">Dirt that gathers along the edge.</param>
/// <param name="Paint">Colour of lane marks here.</param>
internal readonly record struct PlanColumn(float Edge, float Wobble, Verge Verge, float Shoulder, float Track, float Dust, Vector3 Paint)
{
    public static PlanColumn At(float x, RoadStyle style)
    {
        var verge = x < 0 ? style.Left : style.Right;
        var edge = style.HalfWidth - MathF.Abs(x);
        var lane = MathF.Abs(x) - (style.HalfWidth / 2);
        var track = (style.Tracks * (Bell(lane - 0.75f, 0.25f) + Bell(lane + 0.75f, 0.25f))) + (0.05f * Bell(lane, 0.3f));
        return new PlanColumn(
            edge,
            verge == Verge.Pavement ? 0 : 0.16f,
            verge,
            verge == Verge.Gravel ? style.Shoulder + 1.6f : style.Shoulder,
            track,
            (verge == Verge.Pavement ? 0.3f : 0.55f) * MathF.Exp(-MathF.Max(0, edge) / 0.3f),
            MathF.Abs(x) < 1 ? style.CentrePaint : style.EdgePaint);
    }

    private static float Bell(float distance, float width) => MathF.Exp(-distance * distance / (2 * width * width));
}
