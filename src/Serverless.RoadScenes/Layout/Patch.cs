using System.Numerics;

namespace Serverless.RoadScenes.Layout;

/// <summary>A flat area of the road that differs from its asphalt, and never is a pothole.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Center">Road plane, metres.</param>
/// <param name="Reach">No corner is farther from the centre than this.</param>
/// <param name="Outline">Corners in metres.</param>
/// <param name="Strength">-1 to 1: negative darker, positive lighter, for a repair; 0 to 1 otherwise.</param>
internal sealed record Patch(PatchKind Kind, Vector2 Center, float Reach, IReadOnlyList<Vector2> Outline, float Strength);
