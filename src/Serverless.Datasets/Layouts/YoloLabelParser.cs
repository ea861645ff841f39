using System.Globalization;

namespace Serverless.Datasets.Layouts;

/// <summary>
/// Reads YOLO label text, a line for an object: class id, then either the box (centre x, centre y, width, height) or the corners
/// of a polygon (x, y, at least three times), as shares of the image's width and height. A sixth number after a box is
/// the confidence that a detector wrote; it is ignored.
/// </summary>
internal static class YoloLabelParser
{
    private const int BoxColumns = 5;
    private const int ShortestPolygonColumns = 7;

    // Six decimals, as most tools write them, round a box out of the image by this much at worst.
    private const double EdgeTolerance = 1e-4;

    // Less than half a pixel rounds to nothing.
    private const double SmallestPixels = 0.5;

    /// <summary>All boxes that are fit to use, cut to the image, in their order; everything else is a finding.</summary>
    public static IReadOnlyList<LabeledBox> Parse(byte[] text, string file, LabelContext context)
    {
        using var reader = new StreamReader(new MemoryStream(text));
        var boxes = new List<LabeledBox>();
        var seen = new HashSet<LabeledBox>();
        for (var line = 1; reader.ReadLine() is { } content; line++)
        {
            if (string.IsNullOrWhiteSpace(content) || ParseLine(content, file, line, context) is not { } box)
            {
                continue;
            }

            if (seen.Add(box))
            {
                boxes.Add(box);
            }
            else
            {
                context.Findings.Warn(file, FindingKind.BoxDuplicate, "The same box is in the file already; dropped.", line);
            }
        }

        return boxes;
    }

    private static LabeledBox? ParseLine(string content, string file, int line, LabelContext context)
    {
        var columns = content.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (Fault(columns) is { } fault)
        {
            context.Findings.Error(file, FindingKind.MalformedLabel, $"{fault} Line dropped: \"{Excerpt(content)}\".", line);
            return null;
        }

        var classId = Number(columns[0]);
        if (classId >= context.ClassCount)
        {
            var known = context.Classes.Count > 0 ? $"there are {context.ClassCount} classes, 0 to {context.ClassCount - 1}" : $"ids from {context.ClassCount} on are taken for mistakes unless the classes are named";
            context.Findings.Error(file, FindingKind.ClassOutOfRange, $"Class id {columns[0]}: {known}. Box dropped.", line);
            return null;
        }

        var numbers = Array.ConvertAll(columns[1..], Number);
        if (columns.Length < ShortestPolygonColumns)
        {
            return Check((int)classId, numbers[0], numbers[1], numbers[2], numbers[3], file, line, context);
        }

        context.Findings.Info(file, FindingKind.Polygon, "A polygon; its bounding box was taken.", line);
        var (left, right) = Range(numbers, 0);
        var (top, bottom) = Range(numbers, 1);
        return Check((int)classId, (left + right) / 2, (top + bottom) / 2, right - left, bottom - top, file, line, context);
    }

    private static string? Fault(string[] columns)
    {
        var isBox = columns.Length is BoxColumns or BoxColumns + 1;
        var isPolygon = columns.Length >= ShortestPolygonColumns && columns.Length % 2 == 1;
        if (!isBox && !isPolygon)
        {
            return $"{columns.Length} columns; a box has {BoxColumns} (class, centre x, centre y, width, height), a polygon an odd number from {ShortestPolygonColumns}.";
        }

        if (Array.Find(columns, column => !double.IsFinite(Number(column))) is { } word)
        {
            return $"\"{Excerpt(word)}\" is no number.";
        }

        var classId = Number(columns[0]);
        return classId < 0 || classId != Math.Floor(classId) ? $"Class id {columns[0]} is no whole number from 0." : null;
    }

    private static LabeledBox? Check(
        int classId, double centerX, double centerY, double width, double height, string file, int line, LabelContext context)
    {
        if (width <= 0 || height <= 0)
        {
            context.Findings.Error(file, FindingKind.BoxEmpty, $"The box is {Text(width)} wide and {Text(height)} high: it has no area. Dropped.", line);
            return null;
        }

        var (left, right) = (centerX - (width / 2), centerX + (width / 2));
        var (top, bottom) = (centerY - (height / 2), centerY + (height / 2));
        if (left >= 1 || top >= 1 || right <= 0 || bottom <= 0)
        {
            var hint = centerX > 1 || centerY > 1 ? " Coordinates are shares of the image, 0 to 1, not pixels." : string.Empty;
            context.Findings.Error(file, FindingKind.BoxOutside, $"The box around {Text(centerX)}, {Text(centerY)} lies outside the image; dropped.{hint}", line);
            return null;
        }

        var box = Clip(classId, (centerX, centerY, width, height), (left, top, right, bottom), file, line, context);
        if (box.Width * context.Width >= SmallestPixels && box.Height * context.Height >= SmallestPixels)
        {
            return box;
        }

        context.Findings.Error(file, FindingKind.BoxEmpty, "Less than half a pixel of the box lies in the image. Dropped.", line);
        return null;
    }

    private static LabeledBox Clip(
        int classId,
        (double X, double Y, double Width, double Height) box,
        (double Left, double Top, double Right, double Bottom) edges,
        string file,
        int line,
        LabelContext context)
    {
        var excess = Math.Max(Math.Max(-edges.Left, -edges.Top), Math.Max(edges.Right - 1, edges.Bottom - 1));
        if (excess <= 0)
        {
            return new LabeledBox(classId, (float)box.X, (float)box.Y, (float)box.Width, (float)box.Height);
        }

        if (excess > EdgeTolerance)
        {
            context.Findings.Warn(file, FindingKind.BoxClipped, $"The box reaches {Text(excess)} of the image beyond its edge; cut there.", line);
        }

        var (left, right) = (Math.Max(edges.Left, 0), Math.Min(edges.Right, 1));
        var (top, bottom) = (Math.Max(edges.Top, 0), Math.Min(edges.Bottom, 1));
        return new LabeledBox(classId, (float)((left + right) / 2), (float)((top + bottom) / 2), (float)(right - left), (float)(bottom - top));
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

    private static string Text(double number) => number.ToString("G4", CultureInfo.InvariantCulture);

    private static string Excerpt(string content) => content.Length <= 60 ? content.Trim() : content[..60].Trim() + "…";
}
