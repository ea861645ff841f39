using System.Globalization;

namespace Serverless.Datasets.Layouts;

/// <summary>
/// Reads YOLO label text, a line for an object: class id, then either the box (centre x, centre y, width, height) or the corners
/// of a polygon (x, y, at least three times), as shares of the image's width and height. A sixth number after a box is
/// the confidence that a detector wrote; it is ignored, as are key points (<see cref="LabelContext.KeypointColumns"/>).
/// </summary>
internal static class YoloLabelParser
{
    private const int BoxColumns = 5;
    private const int ShortestPolygonColumns = 7;

    /// <summary>All boxes that are fit to use, cut to the image, in their order; everything else is a finding.</summary>
    public static IReadOnlyList<LabeledBox> Parse(byte[] text, string file, LabelContext context)
    {
        using var reader = new StreamReader(new MemoryStream(text));
        var boxes = new BoxCollector(file, context);
        for (var line = 1; reader.ReadLine() is { } content; line++)
        {
            if (!string.IsNullOrWhiteSpace(content))
            {
                ParseLine(content, file, line, context, boxes);
            }
        }

        return boxes.Boxes;
    }

    private static void ParseLine(string content, string file, int line, LabelContext context, BoxCollector boxes)
    {
        var columns = content.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (Fault(columns, context.KeypointColumns) is { } fault)
        {
            context.Findings.Error(file, FindingKind.MalformedLabel, $"{fault} Line dropped: \"{Excerpt(content)}\".", line);
            return;
        }

        var classId = Number(columns[0]);
        if (classId >= context.ClassCount)
        {
            var known = context.Classes.Count switch
            {
                0 => $"ids from {context.ClassCount} on are taken for mistakes unless the classes are named",
                1 => $"there is one class, {context.Classes[0]}, with the id 0",
                _ when classId == context.ClassCount => $"there are {context.ClassCount} classes, 0 to {context.ClassCount - 1}; if the ids count from 1, all other boxes have wrong classes",
                _ => $"there are {context.ClassCount} classes, 0 to {context.ClassCount - 1}",
            };
            context.Findings.Error(file, FindingKind.ClassOutOfRange, $"Class id {columns[0]}: {known}. Box dropped.", line);
            return;
        }

        var numbers = Array.ConvertAll(columns[1..], Number);
        if (columns.Length < ShortestPolygonColumns || context.KeypointColumns > 0)
        {
            Add(boxes, (int)classId, numbers[0], numbers[1], numbers[2], numbers[3], line);
            return;
        }

        context.Findings.Info(file, FindingKind.Polygon, "A polygon; its bounding box was taken.", line);
        var (left, right) = Range(numbers, 0);
        var (top, bottom) = Range(numbers, 1);
        Add(boxes, (int)classId, (left + right) / 2, (top + bottom) / 2, right - left, bottom - top, line);
    }

    private static void Add(BoxCollector boxes, int classId, double centerX, double centerY, double width, double height, int line) => boxes.Add(
        classId,
        centerX,
        centerY,
        width,
        height,
        line,
        outsideHint: centerX > 1 || centerY > 1 ? " Coordinates are shares of the image, 0 to 1, not pixels." : string.Empty);

    private static string? Fault(string[] columns, int keypointColumns)
    {
        var isBox = columns.Length is BoxColumns or BoxColumns + 1 || (keypointColumns > 0 && columns.Length == BoxColumns + keypointColumns);
        var isPolygon = keypointColumns == 0 && columns.Length >= ShortestPolygonColumns && columns.Length % 2 == 1;
        if (!isBox && !isPolygon)
        {
            var longer = keypointColumns > 0
                ? $"one with its key points, as kpt_shape of the data.yaml says, {BoxColumns + keypointColumns}"
                : $"a polygon an odd number from {ShortestPolygonColumns}; a box with key points needs kpt_shape in the data.yaml";
            return $"{columns.Length} columns; a box has {BoxColumns} (class, centre x, centre y, width, height), {longer}.";
        }

        if (Array.Find(columns, column => !double.IsFinite(Number(column))) is { } word)
        {
            return $"\"{Excerpt(word)}\" is no number{(word.Contains(',') ? "; decimals are written with a point" : string.Empty)}.";
        }

        var classId = Number(columns[0]);
        return classId < 0 || classId != Math.Floor(classId) ? $"Class id {columns[0]} is no whole number from 0." : null;
    }

    private static (double Least, double Most) Range(double[] numbers, int offset)
    {
        var (least, most) = (double.MaxValue, double.MinValue);
        for (var i = offset; i < numbers.Length; i += 2)
        {
            least = Math.Min(least, numbers[i]);
            most = Math.Max(most, numbers[i]);
        }

        return (least, most);
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static string Excerpt(string content) => content.Length <= 60 ? content.Trim() : content[..60].Trim() + "…";
}
