using Serverless.Detection;
using Serverless.Detection.Tracking;

namespace Serverless.Pipeline.Analysis;

/// <summary>Which objects of a video are shown as pictures.</summary>
public static class BestObjects
{
    /// <summary>Most objects that are shown, whatever the video's length.</summary>
    public const int Maximum = 48;

    /// <summary>The objects with the highest confidence, in the order of their ids.</summary>
    public static IReadOnlyList<BestObject> Choose(IReadOnlyList<Track> tracks, IReadOnlyList<string> classes) =>
    [
        .. tracks
            .OrderByDescending(static track => track.Best.Confidence)
            .ThenBy(static track => track.Id)
            .Take(Maximum)
            .OrderBy(static track => track.Id)
            .Select(track => new BestObject(
                track.Id,
                ClassNames.Of(classes, track.ClassId),
                track.First.Time,
                track.Last.Time,
                track.Best.Frame,
                track.Best.Time,
                track.Best.Confidence,
                track.Best.Box)),
    ];
}
