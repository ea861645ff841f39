using Serverless.Detection.Tracking;

namespace Serverless.Detection.Evaluation;

/// <summary>
/// Measures tracks against marked objects that have identities, frame by frame in order. A box covers an object of its
/// class if they overlap enough. One thread at a time.
/// </summary>
/// <param name="leastIou">The overlap that is enough; 0 to 1, by custom 0.5.</param>
public sealed class TrackingEvaluator(float leastIou = 0.5f)
{
    private readonly Dictionary<(int Truth, int Track), int> _together = [];
    private readonly Dictionary<int, int> _followers = [];
    private int _truths;
    private int _predictions;
    private int _matches;
    private int _switches;

    /// <summary>Adds the next frame.</summary>
    /// <param name="predictions">Each track once at most.</param>
    /// <param name="truth">Each object once at most; confidences do not matter.</param>
    public void Add(IReadOnlyList<TrackedObject> predictions, IReadOnlyList<TrackedObject> truth)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(truth);
        _predictions += predictions.Count;
        _truths += truth.Count;
        var overlaps = Overlaps(predictions, truth);
        CountTogether(predictions, truth, overlaps);
        Follow(predictions, truth, overlaps);
    }

    /// <summary>The measures over all frames added so far.</summary>
    public TrackingMetrics Compute()
    {
        var right = IdentityTruePositives();
        var errors = _truths - _matches + _predictions - _matches + _switches;
        return new TrackingMetrics
        {
            Idf1 = Share(2 * right, _truths + _predictions),
            IdentityPrecision = Share(right, _predictions),
            IdentityRecall = Share(right, _truths),
            Mota = _truths == 0 ? 0 : 1 - (errors / (double)_truths),
            IdentitySwitches = _switches,
            Misses = _truths - _matches,
            FalsePositives = _predictions - _matches,
            Truths = _truths,
            Predictions = _predictions,
        };
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : part / (double)whole;

    /// <summary>Truths × predictions; 0 where they do not overlap enough.</summary>
    private float[,] Overlaps(IReadOnlyList<TrackedObject> predictions, IReadOnlyList<TrackedObject> truth)
    {
        var overlaps = new float[truth.Count, predictions.Count];
        for (var row = 0; row < truth.Count; row++)
        {
            for (var column = 0; column < predictions.Count; column++)
            {
                var overlap = truth[row].ClassId == predictions[column].ClassId ? truth[row].Box.IntersectionOverUnion(predictions[column].Box) : 0;
                overlaps[row, column] = overlap >= leastIou ? overlap : 0;
            }
        }

        return overlaps;
    }

    private void CountTogether(IReadOnlyList<TrackedObject> predictions, IReadOnlyList<TrackedObject> truth, float[,] overlaps)
    {
        for (var row = 0; row < truth.Count; row++)
        {
            for (var column = 0; column < predictions.Count; column++)
            {
                if (overlaps[row, column] > 0)
                {
                    var pair = (truth[row].TrackId, predictions[column].TrackId);
                    _together[pair] = _together.GetValueOrDefault(pair) + 1;
                }
            }
        }
    }

    /// <summary>Who followed an object before goes on if it still covers it; the others are assigned anew.</summary>
    private void Follow(IReadOnlyList<TrackedObject> predictions, IReadOnlyList<TrackedObject> truth, float[,] overlaps)
    {
        var gains = new double[truth.Count, predictions.Count];
        for (var row = 0; row < truth.Count; row++)
        {
            for (var column = 0; column < predictions.Count; column++)
            {
                // A pair that goes on weighs more than any exchange of it for new ones; then as many pairs as can be.
                var goesOn = _followers.GetValueOrDefault(truth[row].TrackId) == predictions[column].TrackId;
                gains[row, column] = overlaps[row, column] > 0 ? overlaps[row, column] + 2 + (goesOn ? 1000 : 0) : 0;
            }
        }

        var matches = Assignment.Maximize(gains);
        for (var row = 0; row < truth.Count; row++)
        {
            if (matches[row] is >= 0 and var match)
            {
                Record(truth[row].TrackId, predictions[match].TrackId);
            }
        }
    }

    private void Record(int truth, int track)
    {
        _matches++;
        if (_followers.TryGetValue(truth, out var before) && before != track)
        {
            _switches++;
        }

        _followers[truth] = track;
    }

    private int IdentityTruePositives()
    {
        var truths = _together.Keys.Select(static pair => pair.Truth).Distinct().Order().ToArray();
        var tracks = _together.Keys.Select(static pair => pair.Track).Distinct().Order().ToArray();
        var gains = new double[truths.Length, tracks.Length];
        foreach (var (pair, frames) in _together)
        {
            gains[Array.BinarySearch(truths, pair.Truth), Array.BinarySearch(tracks, pair.Track)] = frames;
        }

        var matches = Assignment.Maximize(gains);
        return matches.Select((column, row) => column < 0 ? 0 : (int)gains[row, column]).Sum();
    }
}
