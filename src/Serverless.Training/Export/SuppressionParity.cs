using Serverless.Detection;
using Serverless.Detection.Decoding;

namespace Serverless.Training.Export;

/// <summary>Whether a model that suppresses its boxes itself reports what our own suppression makes of the same boxes.</summary>
internal static class SuppressionParity
{
    private const int RowValues = 6;

    /// <param name="classes">Number of classes.</param>
    /// <param name="plain">The same model without suppression.</param>
    /// <exception cref="TrainingException">It reports something else, or does not run.</exception>
    public static void Check(
        byte[] plain, byte[] model, IReadOnlyList<ParityImages> images, int classes, DetectionThresholds thresholds)
    {
        using var expected = new OnnxRun(plain);
        using var actual = new OnnxRun(model);
        foreach (var image in images)
        {
            Compare(expected.Run(image, OnnxModel.OutputName)[0], actual.Run(image, OnnxModel.OutputName)[0], image.Batch, classes, thresholds);
        }
    }

    private static void Compare(float[] decoded, float[] rows, int batch, int classes, DetectionThresholds thresholds)
    {
        var decoder = new OutputDecoder();
        var (length, rowsLength) = (decoded.Length / batch, rows.Length / batch);
        var layout = OutputLayout.ChannelsFirst(classes, length / (4 + classes));
        for (var i = 0; i < batch; i++)
        {
            var candidates = decoder.Candidates(decoded.AsSpan(i * length, length), layout, thresholds);
            var objects = NonMaximumSuppression.Suppress(candidates, thresholds.Iou, thresholds.Maximum, thresholds.ClassAgnostic);
            ThrowIfOther(objects, rows.AsSpan(i * rowsLength, rowsLength));
        }
    }

    private static void ThrowIfOther(List<DetectedObject> objects, ReadOnlySpan<float> rows)
    {
        var count = 0;
        while (count < rows.Length / RowValues && rows[(count * RowValues) + 4] > 0)
        {
            count++;
        }

        if (count != objects.Count)
        {
            throw new TrainingException(FormattableString.Invariant(
                $"The exported model reports {count} objects where its own boxes suppressed outside of it give {objects.Count}; it was not written."));
        }

        for (var i = 0; i < count; i++)
        {
            var difference = Difference(objects[i], rows.Slice(i * RowValues, RowValues));
            DecodedParity.ThrowIfAbove(difference, new OnnxExportOptions());
        }
    }

    private static double Difference(DetectedObject expected, ReadOnlySpan<float> row)
    {
        var box = expected.Box;
        float[] corners = [box.Left - row[0], box.Top - row[1], box.Right - row[2], box.Bottom - row[3]];
        var scale = Math.Max(1, Math.Max(box.Width, box.Height));
        var difference = Math.Max(corners.Max(Math.Abs) / scale, Math.Abs(expected.Confidence - row[4]));
        return expected.ClassId == row[5] ? difference : double.PositiveInfinity;
    }
}
