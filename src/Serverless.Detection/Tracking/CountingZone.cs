using System.Numerics;

namespace Serverless.Detection.Tracking;

/// <summary>An area of the image that objects enter, stay in and leave.</summary>
public sealed record CountingZone
{
    public const double DefaultShortestAbsence = 0.5;

    /// <param name="name">What people call it.</param>
    /// <param name="corners">Of a polygon in pixels, three at least; the inside is told by the even-odd rule.</param>
    /// <exception cref="ArgumentException">There are fewer than three corners.</exception>
    public CountingZone(string name, IReadOnlyList<Vector2> corners)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(corners);
        if (corners.Count < 3)
        {
            throw new ArgumentException(FormattableString.Invariant($"Zone '{name}' has {corners.Count} corners; it needs three at least."), nameof(corners));
        }

        (Name, Corners) = (name, corners);
    }

    public string Name { get; }

    public IReadOnlyList<Vector2> Corners { get; }

    /// <summary>Which point of an object's box has to be inside; default its centre.</summary>
    public TrackAnchor Anchor { get; init; } = TrackAnchor.Center;

    /// <summary>
    /// Who is outside for less than this goes on with the same visit, so that trembling on the border counts once;
    /// seconds, default 0.5.
    /// </summary>
    public double ShortestAbsence { get; init; } = DefaultShortestAbsence;

    public bool Contains(Vector2 point)
    {
        var inside = false;
        var before = Corners[^1];
        foreach (var corner in Corners)
        {
            if (corner.Y > point.Y != before.Y > point.Y
                && point.X < corner.X + ((point.Y - corner.Y) * (before.X - corner.X) / (before.Y - corner.Y)))
            {
                inside = !inside;
            }

            before = corner;
        }

        return inside;
    }

    /// <summary>All visits of finished tracks.</summary>
    public ZoneCount Count(IEnumerable<Track> tracks)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        return new ZoneCount([.. tracks.SelectMany(Visits).OrderBy(static visit => visit.First.Frame).ThenBy(static visit => visit.TrackId)]);
    }

    private List<ZoneVisit> Visits(Track track)
    {
        var visits = new List<ZoneVisit>();
        var wasInside = false;
        var wasOutside = false;
        foreach (var seen in track.Observations)
        {
            var inside = Contains(Anchor.Of(seen.Box));
            if (inside && visits.Count > 0 && (wasInside || seen.Time - visits[^1].Last.Time < ShortestAbsence))
            {
                visits[^1] = visits[^1] with { Last = seen, Left = false };
            }
            else if (inside)
            {
                visits.Add(new ZoneVisit(track.Id, track.ClassId, seen, seen, wasOutside, Left: false));
            }
            else if (wasInside)
            {
                visits[^1] = visits[^1] with { Left = true };
            }

            (wasInside, wasOutside) = (inside, wasOutside || !inside);
        }

        return visits;
    }
}
