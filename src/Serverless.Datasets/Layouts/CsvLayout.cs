using System.Globalization;
using Serverless.Datasets.Entries;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>
/// Tables of boxes with a header, in common spellings: an image, a class, and edges (<c>xmin,ymin,xmax,ymax</c>), corner and
/// size (<c>x,y,width,height</c>) or centre and size. Splits by a column, the file's name or the folders. Classes are the
/// names sorted by their characters' codes; whole numbers are class ids.
/// </summary>
internal sealed class CsvLayout : IDatasetLayout
{
    private const int MostCandidates = 200;
    private const string OnlyClass = "object";

    public DatasetFormat Format => DatasetFormat.Csv;

    public LayoutPlan? Plan(LayoutInput input, CancellationToken cancellationToken)
    {
        var images = input.Files.Files.Where(FileKinds.IsImage).ToList();
        if (images.Count == 0 || ReadAll(input, cancellationToken) is not { Count: > 0 } tables)
        {
            return null;
        }

        var classIds = Classes(tables, input, out var classes);
        var splits = SplitFinder.Create(images, input);
        var planned = new PlannedFiles(images, splits.Of, input.Findings);
        foreach (var table in tables)
        {
            input.Findings.Info(table.Path, FindingKind.CoordinateUnits, $"The numbers of its {table.Boxes} boxes were taken for {(table.AreShares ? "shares of the image, 0 to 1" : "pixels")}.");
            foreach (var (name, image) in table.Images)
            {
                var labels = new PlannedLabels(Boxes(table, image, classIds, classes.Count, input.Findings), table.AreShares, image.Width, image.Height);
                planned.Add(table.Path, name, labels, image.Split ?? SplitNames.OfName(table.Path));
            }
        }

        return new LayoutPlan(planned.Finish(input.Files.Name, "CSV"), classes);
    }

    public IReadOnlyList<LabeledBox> ReadBoxes(IDatasetFiles files, ImageEntry entry, LabelContext context) =>
        PlannedBoxes.Read(entry, context, unit: null);

    private static List<CsvTable> ReadAll(LayoutInput input, CancellationToken cancellationToken)
    {
        var tables = new List<CsvTable>();
        var boxes = input.Options.Limits.PlannedBoxes;
        var candidates = input.Files.Files
            .Where(file => EntryPath.Extension(file.Path) is ".csv" or ".tsv")
            .OrderBy(file => EntryPath.Depth(file.Path)).ThenBy(file => file.Path, StringComparer.Ordinal)
            .Take(MostCandidates);
        foreach (var file in candidates)
        {
            try
            {
                if (input.Files.Scan(file.Path, input.Options.Limits.AnnotationBytes, csv => CsvTable.Read(csv, file.Path, input.Findings, boxes, cancellationToken)) is { } table)
                {
                    tables.Add(table);
                    boxes -= table.Boxes;
                }
            }
            catch (InvalidDataException exception)
            {
                throw new DatasetException($"{file.Path} cannot be read: {exception.Message}. Export the dataset again, or leave the file out.", exception);
            }
        }

        return tables;
    }

    /// <summary>The class id of each class as written; null for one that is left out.</summary>
    private static Dictionary<string, int?> Classes(List<CsvTable> tables, LayoutInput input, out IReadOnlyList<string> classes)
    {
        var written = tables.SelectMany(table => table.Classes).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (!tables.Exists(table => table.HasClasses))
        {
            classes = input.Options.ClassNames ?? [OnlyClass];
            input.Findings.Info(tables[0].Path, FindingKind.ClassNames, $"The table has no column of classes; all boxes are of class {classes[0]}.");
            return written.ToDictionary(name => name, _ => (int?)0, StringComparer.Ordinal);
        }

        var named = written.FindAll(name => name.Length > 0);
        if (named.TrueForAll(name => Id(name) is not null))
        {
            var names = classes = ClassNames.Resolve(input);
            var count = names.Count > 0 ? names.Count : LabelContext.InferredClasses;
            return written.ToDictionary(name => name, name => Id(name) is { } id && id < count ? (int?)id : null, StringComparer.Ordinal);
        }

        var resolved = classes = NamedClasses.Resolve(named, input);
        return written.ToDictionary(name => name, name => NamedClasses.IndexOf(resolved, name), StringComparer.Ordinal);
    }

    private static int? Id(string name) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static List<PlannedBox> Boxes(CsvTable table, CsvTableImage image, Dictionary<string, int?> classIds, int classCount, FindingList findings)
    {
        var boxes = new List<PlannedBox>(image.Rows.Count);
        foreach (var row in image.Rows)
        {
            if (classIds[row.Class] is { } classId)
            {
                boxes.Add(new PlannedBox(classId, row.Left, row.Top, row.Right, row.Bottom, row.Line));
            }
            else
            {
                findings.Error(table.Path, FindingKind.ClassOutOfRange, row.Class.Length == 0 ? "The row has no class. Box dropped." : $"Class {row.Class} is none of the {classCount} classes. Box dropped.", row.Line);
            }
        }

        return boxes;
    }
}
