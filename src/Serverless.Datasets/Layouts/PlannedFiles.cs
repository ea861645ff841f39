using Serverless.Datasets.Entries;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>Gathers the images that shared annotation files name.</summary>
/// <param name="images">All that are there.</param>
/// <param name="splitOf">The split that its place gives an image, by its path.</param>
internal sealed class PlannedFiles(IReadOnlyList<DatasetFile> images, Func<string, DatasetSplit?> splitOf, FindingList findings)
{
    private readonly ImageResolver _resolver = new(images, splitOf);
    private readonly Dictionary<string, PlannedImage> _planned = new(StringComparer.Ordinal);
    private string? _missing;

    /// <param name="file">Path of the annotation file.</param>
    /// <param name="name">The image as it names it.</param>
    /// <param name="split">What the annotation file says of it; null leaves it to the image's place, then to that of the file.</param>
    public void Add(string file, string name, PlannedLabels labels, DatasetSplit? split)
    {
        if (_resolver.Find(name, file, split ?? SplitNames.OfFile(file)) is not { } path)
        {
            _missing ??= name;
            findings.Warn(file, FindingKind.MissingImage, $"{name} is not in the dataset; its {labels.Boxes.Count} boxes were left out.");
            return;
        }

        var image = new PlannedImage(new ImageEntry(path, file) { Planned = labels }, split ?? splitOf(path) ?? SplitNames.OfFile(file));
        if (_planned.TryAdd(path, image))
        {
            return;
        }

        var first = _planned[path].Entry.Label!;
        findings.Warn(file, FindingKind.DuplicateFile, first == file ? $"{path} is named twice; the first was taken." : $"{path} is labelled in {first} already; left out here.");
    }

    /// <exception cref="DatasetException">None of the images is there.</exception>
    public IReadOnlyList<PlannedImage> Finish(string dataset, string format)
    {
        if (_planned.Count == 0)
        {
            throw new DatasetException(_missing is null
                ? $"{dataset} has {images.Count} images, but its {format} file names none. Export the dataset again."
                : $"{dataset} has {images.Count} images, but none of those that its {format} file names, such as {_missing}. {(_missing.Contains('\uFFFD', StringComparison.Ordinal) ? "It has characters that cannot be read: save the file in UTF-8." : "Pack the images that the labels are for.")}");
        }

        foreach (var folder in images.Where(image => !_planned.ContainsKey(image.Path)).GroupBy(image => EntryPath.Folder(image.Path), StringComparer.Ordinal))
        {
            findings.Warn(
                folder.First().Path,
                FindingKind.UnlabeledImages,
                $"{folder.Count()} images in {(folder.Key.Length == 0 ? "the outermost folder" : folder.Key)} are not named by the {format} file; left out. If they show none of the objects, name them there without boxes.");
        }

        return [.. _planned.Values];
    }
}
