namespace Serverless.Detection.Tracking;

/// <summary>A track in the making.</summary>
internal sealed class Trajectory
{
    private readonly List<TrackObservation> _observations = [];
    private readonly BoxFilter _filter;

    private readonly bool _keepsAll;

    public Trajectory(int classId, TrackObservation first, bool keepsAll)
    {
        (ClassId, _keepsAll) = (classId, keepsAll);
        _filter = new BoxFilter(first.Box);
        _observations.Add(first);
    }

    public int ClassId { get; }

    /// <summary>0 until the track is confirmed.</summary>
    public int Id { get; private set; }

    public bool IsConfirmed => Id > 0;

    public int Hits { get; private set; } = 1;

    public TrackObservation Last => _observations[^1];

    /// <summary>Whether it was not seen in the last analysed frame.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Where it is expected now.</summary>
    public Box Expected => _filter.Box;

    public void Predict(double seconds) => _filter.Predict(seconds);

    public void Add(TrackObservation observation)
    {
        _filter.Correct(observation.Box);
        if (!_keepsAll)
        {
            _observations.Clear();
        }

        _observations.Add(observation);
        Hits++;
        IsLost = false;
    }

    public void Miss() => IsLost = true;

    public void Confirm(int id) => Id = id;

    public Track ToTrack() => new(Id, ClassId, [.. _observations]);
}
