using System.Globalization;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Quality;

namespace Serverless.Datasets.Layouts;

/// <summary>Takes the boxes of one image as its labels give them: fits them to the image, drops what is no box, applies the rules for suspicious ones, reports all of it.</summary>
/// <param name="file">The label file, for findings.</param>
internal sealed class BoxCollector(string file, LabelContext context)
{
    // Six decimals, as most tools write them, round a box out of the image by this much at worst.
    private const double EdgeTolerance = 1e-4;

    // Less than half a pixel rounds to nothing.
    private const double SmallestPixels = 0.5;

    private readonly List<LabeledBox> _boxes = [];
    private readonly HashSet<LabeledBox> _seen = [];

    /// <summary>What is fit to use, in the order it was added.</summary>
    public IReadOnlyList<LabeledBox> Boxes => _boxes;

    /// <summary>Adds a box given by its edges in pixels of the image as displayed.</summary>
    /// <param name="place">Begins each message, to tell one box of a file from another; ends in a blank where not empty.</param>
    public void AddPixels(int classId, in PlannedBox box, int? line, string place)
    {
        var (left, right) = (box.Left / context.Width, box.Right / context.Width);
        var (top, bottom) = (box.Top / context.Height, box.Bottom / context.Height);
        Add(classId, (left + right) / 2, (top + bottom) / 2, right - left, bottom - top, line, place);
    }

    /// <summary>Adds a box given in shares of the image's width and height; all numbers finite.</summary>
    /// <param name="outsideHint">Ends the message where the box lies outside the image; begins with a blank where not empty.</param>
    public void Add(
        int classId, double centerX, double centerY, double width, double height, int? line, string place = "", string outsideHint = "")
    {
        if (Check(classId, centerX, centerY, width, height, line, place, outsideHint) is not { } box)
        {
            return;
        }

        if (!_seen.Add(box))
        {
            context.Findings.Warn(file, FindingKind.BoxDuplicate, $"{place}The same box is in the file already; dropped.", line);
        }
        else if (IsKept(box, line, place))
        {
            _boxes.Add(box);
        }
    }

    private bool IsKept(in LabeledBox box, int? line, string place)
    {
        if (BoxRules.Judge(box, context.Width, context.Height, context.Quality) is not var (kind, rule, trouble))
        {
            return true;
        }

        var message = $"{place}The box around {Text(box.CenterX)}, {Text(box.CenterY)} {trouble}";
        if (rule == BoxRule.Drop)
        {
            context.Findings.Error(file, kind, $"{message} Dropped.", line);
            return false;
        }

        context.Findings.Warn(file, kind, $"{message} Kept; check it.", line);
        return true;
    }

    private LabeledBox? Check(
        int classId, double centerX, double centerY, double width, double height, int? line, string place, string outsideHint)
    {
        if (width <= 0 || height <= 0)
        {
            context.Findings.Error(file, FindingKind.BoxEmpty, $"{place}The box is {Text(width)} wide and {Text(height)} high: it has no area. Dropped.", line);
            return null;
        }

        var (left, right) = (centerX - (width / 2), centerX + (width / 2));
        var (top, bottom) = (centerY - (height / 2), centerY + (height / 2));
        if (left >= 1 || top >= 1 || right <= 0 || bottom <= 0)
        {
            context.Findings.Error(file, FindingKind.BoxOutside, $"{place}The box around {Text(centerX)}, {Text(centerY)} lies outside the image; dropped.{outsideHint}", line);
            return null;
        }

        if (FitToImage(classId, (centerX, centerY, width, height), (left, top, right, bottom), line, place) is not { } box)
        {
            return null;
        }

        if (box.Width * context.Width >= SmallestPixels && box.Height * context.Height >= SmallestPixels)
        {
            return box;
        }

        context.Findings.Error(file, FindingKind.BoxEmpty, $"{place}Less than half a pixel of the box lies in the image. Dropped.", line);
        return null;
    }

    private LabeledBox? FitToImage(
        int classId,
        (double X, double Y, double Width, double Height) box,
        (double Left, double Top, double Right, double Bottom) edges,
        int? line,
        string place)
    {
        var excess = Math.Max(Math.Max(-edges.Left, -edges.Top), Math.Max(edges.Right - 1, edges.Bottom - 1));
        if (excess <= 0)
        {
            return Whole(classId, box);
        }

        if (excess <= EdgeTolerance)
        {
            return Cut(classId, edges);
        }

        var message = $"{place}The box reaches {Text(excess)} of the image beyond its edge";
        switch (context.Quality.EdgeBoxes)
        {
            case EdgeRule.Drop:
                context.Findings.Error(file, FindingKind.BoxClipped, $"{message}; dropped.", line);
                return null;
            case EdgeRule.Keep when box is { X: >= 0 and <= 1, Y: >= 0 and <= 1, Width: <= 1, Height: <= 1 }:
                context.Findings.Warn(file, FindingKind.BoxClipped, $"{message}; kept as it is.", line);
                return Whole(classId, box);
            default:
                context.Findings.Warn(file, FindingKind.BoxClipped, $"{message}; cut there.", line);
                return Cut(classId, edges);
        }
    }

    private static LabeledBox Whole(int classId, (double X, double Y, double Width, double Height) box) =>
        new(classId, (float)box.X, (float)box.Y, (float)box.Width, (float)box.Height);

    private static LabeledBox Cut(int classId, (double Left, double Top, double Right, double Bottom) edges)
    {
        var (left, right) = (Math.Max(edges.Left, 0), Math.Min(edges.Right, 1));
        var (top, bottom) = (Math.Max(edges.Top, 0), Math.Min(edges.Bottom, 1));
        return new LabeledBox(classId, (float)((left + right) / 2), (float)((top + bottom) / 2), (float)(right - left), (float)(bottom - top));
    }

    private static string Text(double number) => number.ToString("G4", CultureInfo.InvariantCulture);
}
