namespace Serverless.Detection.Tracking;

/// <summary>
/// Links detections into tracks by motion alone, each class by itself: ByteTrack (Zhang et al., ECCV 2022). Confident
/// detections are assigned to where a Kalman filter expects the tracks, unconfident ones to tracks that are then left.
/// Takes frames one after the other, so that the same frames give the same tracks in whatever chunks they come; frames
/// that are not given count as not analysed, a frame without objects has to be given too. One thread at a time.
/// </summary>
/// <param name="options">How to link; the defaults where null.</param>
public sealed class Tracker(TrackerOptions? options = null)
{
    private readonly TrackerOptions _options = options ?? new TrackerOptions();
    private readonly List<Track> _ended = [];
    private List<Trajectory> _live = [];
    private (int Frame, double Time)? _last;
    private int _lastId;

    /// <summary>Links all frames at once.</summary>
    /// <returns>As <see cref="ToTracks"/>.</returns>
    /// <exception cref="ArgumentException">The frames are not in order.</exception>
    public static IReadOnlyList<Track> Link(
        IEnumerable<FrameDetections> frames, TrackerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(frames);
        var tracker = new Tracker(options);
        foreach (var frame in frames)
        {
            cancellationToken.ThrowIfCancellationRequested();
            tracker.Update(frame);
        }

        return tracker.ToTracks();
    }

    /// <summary>Takes in the next frame.</summary>
    /// <param name="frame">A later one than all before. Empty boxes are passed over.</param>
    /// <returns>The objects of confirmed tracks that were detected in this frame, by id.</returns>
    /// <exception cref="ArgumentException">The frame's number or time is not above that of the last, or not finite.</exception>
    public IReadOnlyList<TrackedObject> Update(FrameDetections frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ThrowIfNotNext(frame);
        var seconds = _last is var (_, time) ? frame.Time - time : 0;
        _last = (frame.Frame, frame.Time);
        foreach (var trajectory in _live)
        {
            trajectory.Predict(seconds);
        }

        EndForgotten(frame.Time);
        Associate(frame);
        Confirm();
        return
        [
            .. _live.Where(trajectory => trajectory.IsConfirmed && !trajectory.IsLost)
                .OrderBy(static trajectory => trajectory.Id)
                .Select(static seen => new TrackedObject(seen.Id, seen.Last.Box, seen.ClassId, seen.Last.Confidence)),
        ];
    }

    /// <summary>All confirmed tracks so far, by id. May be asked for between frames too. Of no use without <see cref="TrackerOptions.KeepsTracks"/>.</summary>
    public IReadOnlyList<Track> ToTracks() =>
    [
        .. _ended
            .Concat(_live.Where(static trajectory => trajectory.IsConfirmed).Select(static trajectory => trajectory.ToTrack()))
            .OrderBy(static track => track.Id),
    ];

    private void ThrowIfNotNext(FrameDetections frame)
    {
        if (!double.IsFinite(frame.Time) || (_last is var (number, time) && (frame.Frame <= number || frame.Time <= time)))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Frame {frame.Frame} at {frame.Time} s cannot come after {_last}: frames have to ascend in number and time."),
                nameof(frame));
        }
    }

    private void EndForgotten(double time)
    {
        var kept = new List<Trajectory>(_live.Count);
        foreach (var trajectory in _live)
        {
            if (!trajectory.IsLost || time - trajectory.Last.Time <= _options.LostSeconds)
            {
                kept.Add(trajectory);
            }
            else if (_options.KeepsTracks)
            {
                _ended.Add(trajectory.ToTrack());
            }
        }

        _live = kept;
    }

    private void Associate(FrameDetections frame)
    {
        var objects = frame.Objects
            .Where(found => !found.Box.IsEmpty && found.Confidence >= Math.Min(_options.LowConfidence, _options.HighConfidence))
            .ToLookup(static found => found.ClassId);
        var trajectories = _live.ToLookup(static trajectory => trajectory.ClassId);
        var classes = objects.Select(static group => group.Key).Union(trajectories.Select(static group => group.Key));
        foreach (var classId in classes.Order())
        {
            var unseen = Associate(frame, [.. trajectories[classId]], [.. objects[classId]]);
            unseen.ForEach(static trajectory => trajectory.Miss());
        }

        _live.RemoveAll(static trajectory => trajectory.IsLost && !trajectory.IsConfirmed);
    }

    /// <returns>The trajectories that were not seen.</returns>
    private List<Trajectory> Associate(FrameDetections frame, List<Trajectory> trajectories, List<DetectedObject> objects)
    {
        var confident = objects.FindAll(found => found.Confidence >= _options.HighConfidence);
        var unconfident = objects.FindAll(found => found.Confidence < _options.HighConfidence);
        var confirmed = trajectories.FindAll(static trajectory => trajectory.IsConfirmed);
        var tentative = trajectories.FindAll(static trajectory => !trajectory.IsConfirmed);

        Match(frame, confirmed, confident, _options.HighIou);
        var seenLately = confirmed.FindAll(static trajectory => !trajectory.IsLost);
        Match(frame, seenLately, unconfident, _options.LowIou);
        Match(frame, tentative, confident, _options.HighIou);
        Bear(frame, confident);
        return [.. confirmed.Where(static trajectory => trajectory.IsLost), .. seenLately, .. tentative];
    }

    /// <summary>Assigns objects to trajectories; both lists keep what is left.</summary>
    private void Match(FrameDetections frame, List<Trajectory> trajectories, List<DetectedObject> objects, float leastIou)
    {
        if (trajectories.Count == 0 || objects.Count == 0)
        {
            return;
        }

        var matches = Assignment.Maximize(Gains(frame.Time, trajectories, objects, leastIou));
        var taken = new bool[objects.Count];
        for (var i = trajectories.Count - 1; i >= 0; i--)
        {
            if (matches[i] is >= 0 and var match)
            {
                trajectories[i].Add(Observe(frame, objects[match]));
                trajectories.RemoveAt(i);
                taken[match] = true;
            }
        }

        for (var i = objects.Count - 1; i >= 0; i--)
        {
            if (taken[i])
            {
                objects.RemoveAt(i);
            }
        }
    }

    private double[,] Gains(double time, List<Trajectory> trajectories, List<DetectedObject> objects, float leastIou)
    {
        var gains = new double[trajectories.Count, objects.Count];
        for (var row = 0; row < trajectories.Count; row++)
        {
            var buffer = BufferOf(trajectories[row], time);
            var expected = Enlarge(trajectories[row].Expected, buffer);
            for (var column = 0; column < objects.Count; column++)
            {
                gains[row, column] = expected.IntersectionOverUnion(Enlarge(objects[column].Box, buffer)) - leastIou;
            }
        }

        return gains;
    }

    private float BufferOf(Trajectory trajectory, double time) => trajectory.Hits > 1 || trajectory.IsLost
        ? _options.BoxBuffer
        : _options.BoxBuffer + (float)(_options.BirthReach * (time - trajectory.Last.Time));

    private static Box Enlarge(Box box, float buffer)
    {
        var (width, height) = (buffer * box.Width, buffer * box.Height);
        return new Box(box.Left - width, box.Top - height, box.Right + width, box.Bottom + height);
    }

    private void Bear(FrameDetections frame, List<DetectedObject> objects)
    {
        foreach (var born in objects.Where(found => found.Confidence >= _options.BirthConfidence))
        {
            _live.Add(new Trajectory(born.ClassId, Observe(frame, born), _options.KeepsTracks));
        }
    }

    /// <summary>As the first miss ends a track that is not confirmed, tracks are confirmed in order of birth.</summary>
    private void Confirm()
    {
        foreach (var trajectory in _live.Where(trajectory => !trajectory.IsConfirmed && trajectory.Hits >= _options.MinimumHits))
        {
            trajectory.Confirm(++_lastId);
        }
    }

    private static TrackObservation Observe(FrameDetections frame, DetectedObject found) =>
        new(frame.Frame, frame.Time, found.Box, found.Confidence);
}
