using System.Numerics;

namespace Serverless.Detection.Tracking;

/// <summary>A straight line that is watched for objects that cross it.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Start">In pixels.</param>
/// <param name="End">In pixels; only what crosses between start and end counts.</param>
public sealed record CountingLine(string Name, Vector2 Start, Vector2 End)
{
    // A box that trembles on the line must not count again and again: it has to get clear by this share of its smaller side.
    private const float Clearance = 0.1f;

    /// <summary>Which point of an object's box has to cross; default its centre.</summary>
    public TrackAnchor Anchor { get; init; } = TrackAnchor.Center;

    /// <summary>All crossings by finished tracks, by frame, then by track.</summary>
    public IReadOnlyList<LineCrossing> Crossings(IEnumerable<Track> tracks)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        return [.. tracks.SelectMany(Crossings).OrderBy(static crossing => crossing.Frame).ThenBy(static crossing => crossing.TrackId)];
    }

    private IEnumerable<LineCrossing> Crossings(Track track)
    {
        Vector2? before = null;
        foreach (var seen in track.Observations)
        {
            var now = Anchor.Of(seen.Box);
            if (MathF.Abs(Distance(now)) <= Clearance * Math.Min(seen.Box.Width, seen.Box.Height))
            {
                continue;
            }

            if (before is { } last && float.Sign(Distance(last)) != float.Sign(Distance(now)) && PassesBetweenEnds(last, now))
            {
                var direction = Distance(now) > 0 ? CrossingDirection.LeftToRight : CrossingDirection.RightToLeft;
                yield return new LineCrossing(track.Id, track.ClassId, seen.Frame, seen.Time, direction);
            }

            before = now;
        }
    }

    /// <summary>Signed distance in pixels: positive on the right of the line as it lies in an image, whose y points down.</summary>
    private float Distance(Vector2 point)
    {
        var along = End - Start;
        return along == Vector2.Zero ? 0 : Cross(along, point - Start) / along.Length();
    }

    private bool PassesBetweenEnds(Vector2 from, Vector2 to) =>
        Cross(to - from, Start - from) * Cross(to - from, End - from) <= 0;

    private static float Cross(Vector2 one, Vector2 other) => (one.X * other.Y) - (one.Y * other.X);
}
