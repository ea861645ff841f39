using System.Globalization;
using Serverless.Datasets.Entries;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>
/// COCO: one JSON file for each split, or for all (<c>instances_train2017.json</c>, <c>train/_annotations.coco.json</c>).
/// Category ids may have gaps; classes are the categories in the order of their ids. Files of several splits are joined by
/// the names of their categories.
/// </summary>
internal sealed class CocoLayout : IDatasetLayout
{
    private const int MostCandidates = 200;

    public DatasetFormat Format => DatasetFormat.Coco;

    public LayoutPlan? Plan(LayoutInput input, CancellationToken cancellationToken)
    {
        var images = input.Files.Files.Where(FileKinds.IsImage).ToList();
        if (images.Count == 0 || ReadAll(input, cancellationToken) is not { Count: > 0 } files)
        {
            return null;
        }

        var found = Categories(files);
        var classes = NamedClasses.Resolve(found, input);
        var splits = SplitFinder.Create(images, input);
        var planned = new PlannedFiles(images, splits.Of, input.Findings);
        foreach (var file in files)
        {
            Add(file, classes, planned, input.Findings);
        }

        return new LayoutPlan(planned.Finish(input.Files.Name, "COCO"), classes);
    }

    public IReadOnlyList<LabeledBox> ReadBoxes(IDatasetFiles files, ImageEntry entry, LabelContext context) =>
        PlannedBoxes.Read(entry, context, "Annotation");

    private static List<CocoFile> ReadAll(LayoutInput input, CancellationToken cancellationToken)
    {
        var files = new List<CocoFile>();
        var boxes = input.Options.Limits.PlannedBoxes;
        InvalidDataException? failure = null;
        var failed = string.Empty;
        foreach (var file in Candidates(input.Files))
        {
            try
            {
                if (input.Files.Scan(file.Path, input.Options.Limits.AnnotationBytes, json => CocoFile.Read(json, file.Path, input.Findings, boxes, cancellationToken)) is { } read)
                {
                    files.Add(read);
                    boxes -= read.Boxes.Count;
                }
            }
            catch (InvalidDataException exception)
            {
                (failure, failed) = (exception, file.Path);
            }
        }

        return failure is null ? files : throw new DatasetException($"{failed} cannot be read: {failure.Message}. Export the dataset again, or leave the file out.", failure);
    }

    /// <summary>Of the sorts of files that COCO and exports in its format bring along, the one with boxes.</summary>
    private static List<DatasetFile> Candidates(IDatasetFiles files)
    {
        var json = files.Files.Where(file => EntryPath.Extension(file.Path) == ".json").OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        foreach (var word in new[] { "instances", "_annotations.coco" })
        {
            if (json.FindAll(file => EntryPath.FileName(file.Path).StartsWith(word, StringComparison.OrdinalIgnoreCase)) is { Count: > 0 } named)
            {
                return named;
            }
        }

        return [.. json.Where(file => !IsOtherTask(EntryPath.FileName(file.Path))).OrderBy(file => EntryPath.Depth(file.Path)).Take(MostCandidates)];
    }

    private static bool IsOtherTask(string name) =>
        Array.Exists(["captions", "person_keypoints", "panoptic", "stuff", "image_info"], task => name.StartsWith(task, StringComparison.OrdinalIgnoreCase));

    private static List<string> Categories(List<CocoFile> files)
    {
        var used = files.SelectMany(file => file.Boxes.Select(box => file.Categories.GetValueOrDefault(box.Category)?.Name)).ToHashSet(StringComparer.Ordinal);
        var all = files.SelectMany(file => file.Categories.Values).ToList();
        return
        [
            .. all
                .Where(category => used.Contains(category.Name) || !IsHeading(category, all))
                .OrderBy(category => Number(category.Id))
                .ThenBy(category => category.Id, StringComparer.Ordinal)
                .Select(category => category.Name)
                .Distinct(StringComparer.Ordinal),
        ];
    }

    // Roboflow exports the name of the project as category 0, above all others.
    private static bool IsHeading(CocoCategory category, List<CocoCategory> all) =>
        category.Id == "0" && all.Exists(other => other.Id != category.Id && other.SuperCategory == category.Name);

    private static long Number(string id) =>
        long.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;

    private static void Add(CocoFile file, IReadOnlyList<string> classes, PlannedFiles planned, FindingList findings)
    {
        var classIds = file.Categories.ToDictionary(category => category.Key, category => NamedClasses.IndexOf(classes, category.Value.Name));
        var boxes = file.Boxes.ToLookup(box => box.Image);
        foreach (var (number, image) in file.Images.OrderBy(image => image.Key))
        {
            var kept = new List<PlannedBox>();
            foreach (var box in boxes[number])
            {
                if (classIds.GetValueOrDefault(box.Category) is { } classId)
                {
                    kept.Add(new PlannedBox(classId, box.Left, box.Top, box.Right, box.Bottom, box.Id));
                }
                else
                {
                    var name = file.Categories.GetValueOrDefault(box.Category)?.Name;
                    findings.Error(file.Path, FindingKind.ClassOutOfRange, $"Annotation {box.Id}: its category {(name is null ? "is not in the list of categories" : $"{name} is none of the {classes.Count} classes")}. Box dropped.");
                }
            }

            planned.Add(file.Path, image.FileName, new PlannedLabels(kept, false, image.Width, image.Height), SplitNames.OfName(file.Path));
        }

        var strays = file.Boxes.Count(box => !file.Images.ContainsKey(box.Image));
        if (strays > 0)
        {
            findings.Error(file.Path, FindingKind.MissingImage, $"{strays} annotations are of images that are not in the file's list of images. Dropped.");
        }
    }
}
