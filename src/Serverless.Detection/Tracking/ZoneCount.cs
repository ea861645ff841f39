namespace Serverless.Detection.Tracking;

/// <summary>Who was in a zone, and when.</summary>
/// <param name="Visits">By first frame, then by track.</param>
public sealed record ZoneCount(IReadOnlyList<ZoneVisit> Visits)
{
    /// <summary>How many objects were ever inside, each once.</summary>
    public int Objects => Visits.Select(static visit => visit.TrackId).Distinct().Count();

    /// <summary>How many visits began by coming in from outside.</summary>
    public int Entered => Visits.Count(static visit => visit.Entered);

    /// <summary>How many visits ended by going out.</summary>
    public int Left => Visits.Count(static visit => visit.Left);

    /// <summary>How many objects are inside in a frame.</summary>
    public int InsideAt(int frame) => Visits.Count(visit => visit.First.Frame <= frame && frame <= visit.Last.Frame);

    /// <summary>The visits of one class.</summary>
    public ZoneCount OfClass(int classId) => new([.. Visits.Where(visit => visit.ClassId == classId)]);
}
