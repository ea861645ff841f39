using Serverless.Detection.Decoding;

namespace Serverless.Detection.Onnx;

/// <summary>Finds the output that holds the detections and tells its layout, from shapes and metadata alone.</summary>
internal static class OutputSelector
{
    private const string Detect = "detect";
    private const string ExportAdvice = "Export it as a YOLOv8 or YOLO11 style detector, with output [batch, 4 + classes, candidates].";

    /// <summary>Columns of an end-to-end table with an angle, and of YOLOv7's, which starts with the image's number.</summary>
    private const int SevenValues = OutputLayout.EndToEndValues + 1;

    private const int MaskCoefficients = 32;
    private const int KeypointValues = 17 * 3;

    /// <param name="outputs">The model's outputs of real numbers.</param>
    /// <param name="metadata">What the file says of itself.</param>
    /// <param name="classCount">Number of class names; null where there are none.</param>
    /// <param name="input">Size of the input.</param>
    /// <exception cref="ModelException">No output is one of a detector.</exception>
    public static SelectedOutput Select(
        IReadOnlyList<TensorShape> outputs, ModelMetadata metadata, int? classCount, ImageSize input)
    {
        if (metadata.Task is not (null or Detect))
        {
            throw new ModelException($"it was made for the task '{metadata.Task}', not '{Detect}'.");
        }

        var tables = outputs.Where(static output => output.IsDetectionRank).ToList();
        if (tables.Count == 0)
        {
            throw new ModelException(WithoutTable(outputs));
        }

        foreach (var table in tables)
        {
            if (Recognize(table, metadata, classCount, input) is { } format && !IsSegmentation(outputs, classCount))
            {
                return new SelectedOutput(
                    table.Name, format, new OutputLayout(format, table.Dimensions[1], table.Dimensions[2]).Classes);
            }
        }

        throw new ModelException(IsSegmentation(outputs, classCount)
            ? $"its outputs {string.Join(", ", outputs)} are those of a segmentation model, which adds mask prototypes. {ExportAdvice}"
            : Mismatch(tables[0], metadata, classCount, input));
    }

    private static OutputFormat? Recognize(TensorShape table, ModelMetadata metadata, int? classCount, ImageSize input)
    {
        var (rows, columns) = (table.Dimensions[1], table.Dimensions[2]);
        if (IsEndToEnd(rows, columns, metadata, classCount, input))
        {
            return OutputFormat.EndToEnd;
        }

        if (metadata.EndToEnd == true || (metadata.EndToEnd is null && IsOriented(rows, columns, input)))
        {
            return null;
        }

        if (classCount is not { } classes)
        {
            // Without names only the orientation tells: a table that is tall may as well have an objectness column.
            return rows > OutputLayout.BoxValues && rows < columns ? OutputFormat.ChannelsFirst : null;
        }

        if (rows == OutputLayout.BoxValues + classes)
        {
            return OutputFormat.ChannelsFirst;
        }

        return columns == OutputLayout.BoxValues + classes ? OutputFormat.ChannelsLast : null;
    }

    /// <summary>
    /// Six columns are also what a transposed table of two classes has. It has a row for every cell of the grids; a
    /// network that suppresses its boxes itself has fewer.
    /// </summary>
    private static bool IsEndToEnd(int rows, int columns, ModelMetadata metadata, int? classCount, ImageSize input)
    {
        if (columns != OutputLayout.EndToEndValues)
        {
            return false;
        }

        if (metadata.EndToEnd is { } declared)
        {
            return declared;
        }

        return rows != GridCell.Count(input) || classCount is not (2 or null);
    }

    /// <summary>Seven columns are end-to-end values and an angle, or a transposed table of three classes: see above.</summary>
    private static bool IsOriented(int rows, int columns, ImageSize input) =>
        columns == SevenValues && rows > columns && rows != GridCell.Count(input);

    /// <summary>
    /// With names the channels would not add up; without, a second output of masks is the only sign. Maps beside a
    /// table that fits are extra outputs and nobody's business.
    /// </summary>
    private static bool IsSegmentation(IReadOnlyList<TensorShape> outputs, int? classCount) =>
        outputs.Any(output => output.IsMap && outputs.Any(table => table.IsDetectionRank
            && table.Dimensions[1] > OutputLayout.BoxValues + output.Dimensions[1]
            && (classCount is null || table.Dimensions[1] == OutputLayout.BoxValues + classCount + output.Dimensions[1])));

    private static string WithoutTable(IReadOnlyList<TensorShape> outputs)
    {
        if (outputs.Count == 0)
        {
            return $"it has no output of float32 or float16 values. {ExportAdvice}";
        }

        var list = string.Join(", ", outputs);
        if (outputs.Any(static output => output.Dimensions.Count == 2 && output.Dimensions[1] == SevenValues))
        {
            return $"its outputs {list} list the boxes of all images in one table, as YOLOv7 writes with built-in suppression. "
                + $"Export it without. {ExportAdvice}";
        }

        return outputs.Any(static output => output.IsMap)
            ? $"its outputs {list} are raw feature maps; the detection head is missing. {ExportAdvice}"
            : $"its outputs {list} are those of a classifier or feature extractor; there are no boxes. {ExportAdvice}";
    }

    private static string Mismatch(TensorShape table, ModelMetadata metadata, int? classCount, ImageSize input)
    {
        if (metadata.EndToEnd == true)
        {
            return $"its metadata say that it is end to end, but its output {table} is not [batch, candidates, 6]. {ExportAdvice}";
        }

        var (rows, columns) = (table.Dimensions[1], table.Dimensions[2]);
        if (IsOriented(rows, columns, input))
        {
            return $"its output {table} has an angle for every box: it is a detector of oriented boxes (OBB). {ExportAdvice}";
        }

        if (classCount is not { } classes)
        {
            return $"its output {table} has a row for every candidate, as YOLOX and YOLOv5 write with an objectness score "
                + "that cannot be told from a class without class names. If it has none, give the class names in the options. "
                + ExportAdvice;
        }

        var expected = OutputLayout.BoxValues + classes;
        // Candidates are more than values of one, but for the largest class lists.
        var surplus = Math.Min(rows, columns) - expected;
        return FormattableString.Invariant($"its output {table} does not fit {classes} class names: one dimension has to be 4 + {classes} = {expected}.")
            + $"{Meaning(surplus, Math.Min(rows, columns) - OutputLayout.EndToEndValues)} {ExportAdvice}";
    }

    /// <summary>What is probably in the values that are too many: of a plain table, or of an end-to-end one.</summary>
    private static string Meaning(int surplus, int endToEndSurplus) => (surplus, endToEndSurplus) switch
    {
        (1, _) => " The one more is an objectness score (YOLOX, YOLOv5) or an angle (OBB).",
        (MaskCoefficients, _) or (_, MaskCoefficients) => " It has 32 values of masks for every box: it is a segmentation model.",
        (KeypointValues, _) or (_, KeypointValues) => " It has 17 keypoints for every box: it is a pose model.",
        _ => "",
    };
}
