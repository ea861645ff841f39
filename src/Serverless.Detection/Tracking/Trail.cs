using System.Numerics;

namespace Serverless.Detection.Tracking;

/// <summary>Where an object came along lately.</summary>
/// <param name="TrackId">From 1.</param>
/// <param name="ClassId">From 0.</param>
/// <param name="Points">Centres of its boxes in pixels, the oldest first.</param>
public sealed record Trail(int TrackId, int ClassId, IReadOnlyList<Vector2> Points);
