using System.Numerics;
using System.Runtime.InteropServices;

namespace Serverless.Detection.Decoding;

/// <summary>
/// Turns the output of a detection network into objects. Keeps its working memory between calls: one decoder serves
/// one thread at a time.
/// </summary>
/// <param name="names">Class names by class id, which confidences by name need; default none.</param>
public sealed class OutputDecoder(IReadOnlyList<string>? names = null)
{
    private readonly IReadOnlyList<string> _names = names ?? [];
    private readonly List<DetectedObject> _candidates = [];
    private float[] _bestScores = [];
    private int[] _bestClasses = [];
    private ClassConfidence? _classConfidence;

    /// <summary>Decodes, suppresses and maps back to the source image.</summary>
    /// <param name="output">The network's output for one image, boxes in pixels of its input.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="letterbox">How the image got into the input.</param>
    /// <param name="thresholds">Which candidates to report.</param>
    /// <returns>A fresh list, most confident first, boxes in pixels of the source and clamped to it.</returns>
    /// <exception cref="ArgumentException">The output is not as long as its layout says.</exception>
    public IReadOnlyList<DetectedObject> Decode(
        ReadOnlySpan<float> output, OutputLayout layout, Letterbox letterbox, DetectionThresholds thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        var candidates = thresholds.Region is { } region
            ? Inside(region, Candidates(output, layout, thresholds), letterbox)
            : Candidates(output, layout, thresholds);
        // An end-to-end network has suppressed its boxes itself: they are only put in order.
        var iouThreshold = layout.Format == OutputFormat.EndToEnd ? 1 : thresholds.Iou;
        var objects = NonMaximumSuppression.Suppress(
            candidates, iouThreshold, thresholds.Maximum, thresholds.ClassAgnostic);
        return ToSource(objects, letterbox);
    }

    /// <summary>Candidates above the confidence, in pixels of the network's input; valid until the next call.</summary>
    /// <exception cref="ArgumentException">The output is not as long as its layout says, or that does not fit its input.</exception>
    public ReadOnlySpan<DetectedObject> Candidates(
        ReadOnlySpan<float> output, OutputLayout layout, DetectionThresholds thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        if (output.Length != layout.Length)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Has {output.Length} values, not {layout.Rows} x {layout.Columns}."),
                nameof(output));
        }

        if (layout.Format == OutputFormat.Distributions && layout.Columns != GridCell.Count(layout.Input))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Has {layout.Columns} candidates; an input of {layout.Input} has {GridCell.Count(layout.Input)} cells."),
                nameof(layout));
        }

        _candidates.Clear();
        if (thresholds.ClassConfidence.Count == 0)
        {
            AddCandidates(output, layout, thresholds.Confidence, thresholds.MultiLabel);
        }
        else
        {
            var confidence = ConfidenceByClass(thresholds);
            AddCandidates(output, layout, confidence.Lowest, thresholds.MultiLabel);
            _candidates.RemoveAll(candidate => !confidence.IsExceededBy(candidate));
        }

        return CollectionsMarshal.AsSpan(_candidates);
    }

    private ClassConfidence ConfidenceByClass(DetectionThresholds thresholds) =>
        ReferenceEquals(_classConfidence?.Thresholds, thresholds)
            ? _classConfidence
            : _classConfidence = new ClassConfidence(thresholds, _names);

    private ReadOnlySpan<DetectedObject> Inside(RegionOfInterest region, ReadOnlySpan<DetectedObject> candidates, Letterbox letterbox)
    {
        var count = 0;
        foreach (var candidate in candidates)
        {
            if (region.Contains(letterbox.ToSource(candidate.Box), letterbox.Source))
            {
                _candidates[count++] = candidate;
            }
        }

        return CollectionsMarshal.AsSpan(_candidates)[..count];
    }

    private void AddCandidates(ReadOnlySpan<float> output, OutputLayout layout, float confidence, bool multiLabel)
    {
        switch (layout.Format)
        {
            case OutputFormat.ChannelsFirst or OutputFormat.Distributions when multiLabel:
                AddEveryClass(output, layout, confidence);
                break;
            case OutputFormat.ChannelsFirst or OutputFormat.Distributions:
                AddBestClass(output, layout, confidence);
                break;
            case OutputFormat.ChannelsLast:
                AddRows(output, layout, confidence, multiLabel);
                break;
            case OutputFormat.EndToEnd:
                AddEndToEnd(output, layout, confidence);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(layout), layout.Format, "No such format.");
        }
    }

    private static List<DetectedObject> ToSource(List<DetectedObject> objects, Letterbox letterbox)
    {
        for (var i = 0; i < objects.Count; i++)
        {
            objects[i] = objects[i] with { Box = letterbox.ToSource(objects[i].Box) };
        }

        // What lay in the border has no area left; what is not a number has none either.
        objects.RemoveAll(static found => !(found.Box.Area > 0));
        return objects;
    }

    private void AddBestClass(ReadOnlySpan<float> output, OutputLayout layout, float confidence)
    {
        var count = layout.Columns;
        if (_bestScores.Length < count)
        {
            _bestScores = new float[count];
            _bestClasses = new int[count];
        }

        var bestScores = _bestScores.AsSpan(0, count);
        var bestClasses = _bestClasses.AsSpan(0, count);
        bestScores.Fill(Threshold(layout, confidence));
        bestClasses.Fill(-1);
        for (var classId = 0; classId < layout.Classes; classId++)
        {
            RaiseBest(Scores(output, layout, classId), classId, bestScores, bestClasses);
        }

        for (var i = 0; i < count; i++)
        {
            if (bestClasses[i] >= 0)
            {
                _candidates.Add(CandidateAt(output, layout, i, bestClasses[i], bestScores[i]));
            }
        }
    }

    private static void RaiseBest(
        ReadOnlySpan<float> scores, int classId, Span<float> bestScores, Span<int> bestClasses)
    {
        var i = 0;
        var classIds = new Vector<int>(classId);
        for (; i <= scores.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var score = new Vector<float>(scores[i..]);
            var best = new Vector<float>(bestScores[i..]);
            var higher = Vector.GreaterThan(score, best);
            if (higher == Vector<int>.Zero)
            {
                continue;
            }

            Vector.ConditionalSelect(higher, score, best).CopyTo(bestScores[i..]);
            Vector.ConditionalSelect(higher, classIds, new Vector<int>(bestClasses[i..])).CopyTo(bestClasses[i..]);
        }

        for (; i < scores.Length; i++)
        {
            if (scores[i] > bestScores[i])
            {
                bestScores[i] = scores[i];
                bestClasses[i] = classId;
            }
        }
    }

    private void AddEveryClass(ReadOnlySpan<float> output, OutputLayout layout, float confidence)
    {
        var threshold = Threshold(layout, confidence);
        for (var classId = 0; classId < layout.Classes; classId++)
        {
            var scores = Scores(output, layout, classId);
            for (var i = NextAbove(scores, 0, threshold); i < scores.Length; i = NextAbove(scores, i + 1, threshold))
            {
                _candidates.Add(CandidateAt(output, layout, i, classId, scores[i]));
            }
        }
    }

    /// <summary>First index from <paramref name="start"/> on whose score is above the confidence; the length if none is.</summary>
    private static int NextAbove(ReadOnlySpan<float> scores, int start, float confidence)
    {
        var i = start;
        var threshold = new Vector<float>(confidence);
        while (i <= scores.Length - Vector<float>.Count
            && !Vector.GreaterThanAny(new Vector<float>(scores[i..]), threshold))
        {
            i += Vector<float>.Count;
        }

        while (i < scores.Length && !(scores[i] > confidence))
        {
            i++;
        }

        return i;
    }

    private void AddRows(ReadOnlySpan<float> output, OutputLayout layout, float confidence, bool multiLabel)
    {
        for (var i = 0; i < layout.Rows; i++)
        {
            var row = output.Slice(i * layout.Columns, layout.Columns);
            var box = Box.FromCenter(row[0], row[1], row[2], row[3]);
            AddRow(box, row[OutputLayout.BoxValues..], confidence, multiLabel);
        }
    }

    private void AddRow(Box box, ReadOnlySpan<float> scores, float confidence, bool multiLabel)
    {
        var best = -1;
        for (var classId = NextAbove(scores, 0, confidence);
            classId < scores.Length;
            classId = NextAbove(scores, classId + 1, confidence))
        {
            if (multiLabel)
            {
                _candidates.Add(new DetectedObject(box, classId, scores[classId]));
                continue;
            }

            (best, confidence) = (classId, scores[classId]);
        }

        if (best >= 0)
        {
            _candidates.Add(new DetectedObject(box, best, confidence));
        }
    }

    private void AddEndToEnd(ReadOnlySpan<float> output, OutputLayout layout, float confidence)
    {
        for (var i = 0; i < layout.Rows; i++)
        {
            var row = output.Slice(i * layout.Columns, OutputLayout.EndToEndValues);
            // Unused rows are filled up with a score of 0 or a class of -1.
            if (row[4] > confidence && row[5] >= 0)
            {
                _candidates.Add(new DetectedObject(new Box(row[0], row[1], row[2], row[3]), (int)row[5], row[4]));
            }
        }
    }

    /// <summary>A row of scores, or of their logits.</summary>
    private static ReadOnlySpan<float> Scores(ReadOnlySpan<float> output, OutputLayout layout, int classId) =>
        output.Slice((layout.Rows - layout.Classes + classId) * layout.Columns, layout.Columns);

    /// <summary>What <see cref="Scores"/> have to exceed.</summary>
    private static float Threshold(OutputLayout layout, float confidence) =>
        layout.Format == OutputFormat.Distributions ? MathF.Log(confidence / (1 - confidence)) : confidence;

    private static DetectedObject CandidateAt(ReadOnlySpan<float> output, OutputLayout layout, int index, int classId, float score) =>
        layout.Format == OutputFormat.Distributions
            ? new DetectedObject(BoxDistribution.At(output, layout, index), classId, 1 / (1 + MathF.Exp(-score)))
            : new DetectedObject(BoxAt(output, layout.Columns, index), classId, score);

    private static Box BoxAt(ReadOnlySpan<float> output, int count, int index) => Box.FromCenter(
        output[index], output[count + index], output[(2 * count) + index], output[(3 * count) + index]);
}
