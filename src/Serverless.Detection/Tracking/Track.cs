namespace Serverless.Detection.Tracking;

/// <summary>One object through a video.</summary>
/// <param name="Id">From 1, in order of birth.</param>
/// <param name="ClassId">From 0.</param>
/// <param name="Observations">The frames that it was detected in, ascending; one at least.</param>
public sealed record Track(int Id, int ClassId, IReadOnlyList<TrackObservation> Observations)
{
    public TrackObservation First => Observations[0];

    public TrackObservation Last => Observations[^1];

    /// <summary>The most confident observation, the first of several.</summary>
    public TrackObservation Best { get; } = Observations.MaxBy(static seen => seen.Confidence);

    /// <summary>
    /// Where the object is in a frame from the first to the last that it was detected in: as detected, or on the
    /// straight way in time between the detections before and after.
    /// </summary>
    /// <returns>Null before the first detection and after the last.</returns>
    public TrackedObject? At(int frame, double time)
    {
        if (frame < First.Frame || frame > Last.Frame)
        {
            return null;
        }

        var next = FirstFrom(frame);
        var after = Observations[next];
        return after.Frame == frame
            ? new TrackedObject(Id, after.Box, ClassId, after.Confidence)
            : Between(Observations[next - 1], after, time);
    }

    /// <summary>The detections from a time on, before a frame.</summary>
    internal IEnumerable<TrackObservation> Between(double since, int frame)
    {
        var end = frame > Last.Frame ? Observations.Count : FirstFrom(frame);
        var first = end;
        while (first > 0 && Observations[first - 1].Time >= since)
        {
            first--;
        }

        return Observations.Skip(first).Take(end - first);
    }

    /// <summary>Index of the first observation in this frame or a later one.</summary>
    private int FirstFrom(int frame)
    {
        var (low, high) = (0, Observations.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Observations[middle].Frame < frame ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private TrackedObject Between(TrackObservation before, TrackObservation after, double time)
    {
        var share = (float)Math.Clamp((time - before.Time) / (after.Time - before.Time), 0, 1);
        var box = new Box(
            float.Lerp(before.Box.Left, after.Box.Left, share),
            float.Lerp(before.Box.Top, after.Box.Top, share),
            float.Lerp(before.Box.Right, after.Box.Right, share),
            float.Lerp(before.Box.Bottom, after.Box.Bottom, share));
        return new TrackedObject(Id, box, ClassId, float.Lerp(before.Confidence, after.Confidence, share), IsInterpolated: true);
    }
}
