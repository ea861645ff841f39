using System.Numerics;

namespace Serverless.RoadScenes.Layout;

/// <summary>A dark line on the road: an open crack, a sealed one or a skid mark.</summary>
/// <param name="Center">Road plane, metres.</param>
/// <param name="Reach">No point is farther from the centre than this.</param>
/// <param name="Path">Points in metres.</param>
/// <param name="Width">Metres.</param>
/// <param name="Strength">Darkness, 0 to 1.</param>
internal sealed record Crack(Vector2 Center, float Reach, IReadOnlyList<Vector2> Path, float Width, float Strength)
{
    public static Crack Along(IReadOnlyList<Vector2> path, float width, float strength)
    {
        var center = (path[0] + path[^1]) / 2;
        return new Crack(center, path.Max(point => Vector2.Distance(point, center)) + width, path, width, strength);
    }
}
