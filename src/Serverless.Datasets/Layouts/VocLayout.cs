using Serverless.Datasets.Entries;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>
/// Pascal VOC: an XML file for each image, beside it or in <c>annotations/</c>, splits by folders or <c>ImageSets/Main</c>.
/// Classes are the names in the labels, sorted by their characters' codes.
/// </summary>
internal sealed class VocLayout : IDatasetLayout
{
    public DatasetFormat Format => DatasetFormat.Voc;

    public LayoutPlan? Plan(LayoutInput input, CancellationToken cancellationToken)
    {
        var images = input.Files.Files.Where(FileKinds.IsImage).ToList();
        var files = input.Files.Files.Where(file => EntryPath.Extension(file.Path) == ".xml").ToList();
        if (images.Count == 0 || files.Count == 0)
        {
            return null;
        }

        var names = new SortedSet<string>(StringComparer.Ordinal);
        var claims = new Dictionary<string, string>(StringComparer.Ordinal);
        InvalidDataException? failure = null;
        var labels = files.Where(file => Survey(file, input, names, claims, ref failure, cancellationToken)).ToList();
        if (claims.Count == 0)
        {
            return failure is null ? null : throw new DatasetException(
                $"{labels[0].Path} cannot be read: {failure.Message}. Nor can another of the {labels.Count} XML files that may be labels. Export the dataset again.", failure);
        }

        var splits = SplitFinder.Create(images, input);
        var sets = ImageSets.Read(input);
        DatasetSplit? SplitOf(string path) => sets.Of(path) ?? splits.Of(path);
        var (pairs, orphans) = LabelPairing.Pair(images, labels, ["annotations", "xmls", "labels", "annotation", "xml"], SplitOf);
        (pairs, orphans) = PairByClaim(pairs, orphans, claims);
        if (pairs.All(pair => pair.Label is null))
        {
            throw new DatasetException(
                $"{input.Files.Name} has {images.Count} images and {labels.Count} Pascal VOC files, but none of them belongs to an image: for {images[0].Path} there is none called {EntryPath.Stem(images[0].Path)}.xml. Name the label files as their images are named.");
        }

        foreach (var orphan in orphans)
        {
            input.Findings.Warn(orphan, FindingKind.OrphanLabel, "No image belongs to this label file; left out.");
        }

        return new LayoutPlan(LabeledAreas.Select(pairs, SplitOf, input.Findings), NamedClasses.Resolve([.. names], input));
    }

    public IReadOnlyList<LabeledBox> ReadBoxes(IDatasetFiles files, ImageEntry entry, LabelContext context)
    {
        if (entry.Label is not { } label)
        {
            return [];
        }

        try
        {
            var annotation = VocAnnotation.Parse(files.Read(label, context.Limits.LabelBytes))
                ?? throw new InvalidDataException("it is XML, but no annotation of an image");
            return Boxes(annotation, PlannedBoxes.ReportSize(entry.Image, annotation.Width, annotation.Height, context), label, context);
        }
        catch (InvalidDataException exception)
        {
            throw new UnusableLabelException($"The label file cannot be read: {exception.Message}. Its image was dropped.");
        }
    }

    private static IReadOnlyList<LabeledBox> Boxes(VocAnnotation annotation, int orientation, string label, LabelContext context)
    {
        var boxes = new BoxCollector(label, context);
        foreach (var item in annotation.Objects)
        {
            if (item.Box is not { } box || item.Name.Length == 0)
            {
                var fault = item.Name.Length == 0 ? "The object has no name." : "The object has no bndbox with xmin, ymin, xmax and ymax as finite numbers (decimals with a point).";
                context.Findings.Error(label, FindingKind.MalformedLabel, $"{fault} Dropped.", item.Line);
            }
            else if (NamedClasses.IndexOf(context.Classes, item.Name) is { } classId)
            {
                boxes.AddPixels(classId, BoxOrientation.Apply(box, orientation, context.Width, context.Height), item.Line, string.Empty);
            }
            else
            {
                context.Findings.Error(label, FindingKind.ClassOutOfRange, $"Class {item.Name} is none of the {context.Classes.Count} classes. Box dropped.", item.Line);
            }
        }

        return boxes.Boxes;
    }

    /// <summary>Notes what a file names. A file that cannot be read still belongs to its image, which is dropped with it.</summary>
    /// <returns>False for XML that is something else.</returns>
    private static bool Survey(
        DatasetFile file, LayoutInput input, SortedSet<string> names, Dictionary<string, string> claims, ref InvalidDataException? failure, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            if (VocAnnotation.Parse(input.Files.Read(file.Path, input.Options.Limits.LabelBytes)) is not { } annotation)
            {
                return false;
            }

            claims[file.Path] = EntryPath.Stem(LetterComposition.Compose(annotation.FileName).Replace('\\', '/'));
            names.UnionWith(annotation.Objects.Where(item => item.Box is not null && item.Name.Length > 0).Select(item => item.Name));
            return true;
        }
        catch (InvalidDataException exception)
        {
            failure ??= exception;
            return true;
        }
    }

    /// <summary>Label files named unlike their images say whose they are.</summary>
    private static (IReadOnlyList<ImageEntry> Images, IReadOnlyList<string> Orphans) PairByClaim(
        IReadOnlyList<ImageEntry> pairs, IReadOnlyList<string> orphans, Dictionary<string, string> claims)
    {
        var free = orphans
            .Where(label => claims.GetValueOrDefault(label) is { Length: > 0 })
            .GroupBy(label => claims[label], StringComparer.Ordinal)
            .Where(same => same.Count() == 1)
            .ToDictionary(same => same.Key, same => same.Single(), StringComparer.Ordinal);
        var unlabeled = pairs.Where(pair => pair.Label is null).GroupBy(pair => EntryPath.Stem(pair.Image), StringComparer.Ordinal).Where(same => same.Count() == 1);
        var found = unlabeled
            .Where(image => free.ContainsKey(image.Key))
            .ToDictionary(image => image.Single().Image, image => free[image.Key], StringComparer.Ordinal);
        var taken = found.Values.ToHashSet(StringComparer.Ordinal);
        return (
            [.. pairs.Select(pair => found.TryGetValue(pair.Image, out var label) ? pair with { Label = label } : pair)],
            [.. orphans.Where(orphan => !taken.Contains(orphan))]);
    }
}
