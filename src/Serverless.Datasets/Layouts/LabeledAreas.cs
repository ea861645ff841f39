using Serverless.Datasets.Entries;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>Tells background images from images that nobody labelled.</summary>
internal static class LabeledAreas
{
    /// <summary>The images of every split, or folder where there are no splits, that has labels at all.</summary>
    /// <param name="splitOf">The split of an image, by its path.</param>
    public static List<PlannedImage> Select(IReadOnlyList<ImageEntry> images, Func<string, DatasetSplit?> splitOf, FindingList findings)
    {
        var usable = new List<PlannedImage>();
        foreach (var area in WithoutMasks(images, splitOf, findings).GroupBy(pair => splitOf(pair.Image) is { } split ? SplitNames.Short(split) : EntryPath.Folder(pair.Image), StringComparer.Ordinal))
        {
            if (area.All(pair => pair.Label is null))
            {
                findings.Warn(
                    area.First().Image,
                    FindingKind.UnlabeledImages,
                    $"{area.Count()} images in {(area.Key.Length == 0 ? "the outermost folder" : area.Key)} have no label file, not one of them; left out. If they show none of the objects, give them empty label files.");
                continue;
            }

            foreach (var pair in area)
            {
                usable.Add(new PlannedImage(pair, splitOf(pair.Image)));
                if (pair.Label is null)
                {
                    findings.Info(pair.Image, FindingKind.MissingLabel, "No label file; taken as a background image, without objects.");
                }
            }
        }

        return usable;
    }

    /// <summary>
    /// Masks and other renderings lie in folders beside <c>images</c> and are often named like the images, but are none to
    /// learn from, be it with the boxes of their images or as backgrounds.
    /// </summary>
    private static List<ImageEntry> WithoutMasks(IReadOnlyList<ImageEntry> images, Func<string, DatasetSplit?> splitOf, FindingList findings)
    {
        var labeled = images.Where(pair => pair.Label is not null && LabelPairing.IsInImageFolder(pair.Image)).ToList();
        var labels = labeled.Select(pair => pair.Label).ToHashSet(StringComparer.Ordinal);
        var splits = labeled.Select(pair => splitOf(pair.Image)).ToHashSet();
        bool IsBeside(ImageEntry pair) => !LabelPairing.IsInImageFolder(pair.Image) && (pair.Label is { } label
            ? labels.Contains(label)
            : IsMaskFolder(EntryPath.Folder(pair.Image)) || (splitOf(pair.Image) is { } split && splits.Contains(split)));

        foreach (var folder in images.Where(IsBeside).GroupBy(pair => EntryPath.Folder(pair.Image), StringComparer.Ordinal))
        {
            findings.Warn(
                folder.First().Image,
                FindingKind.UnlabeledImages,
                $"{folder.Count()} images in {(folder.Key.Length == 0 ? "the outermost folder" : folder.Key)} have no labels of their own and lie beside the labelled images; taken for masks or the like and left out. If they show none of the objects, move them to the labelled images.");
        }

        return [.. images.Where(pair => !IsBeside(pair))];
    }

    private static bool IsMaskFolder(string folder) =>
        EntryPath.FileName(folder).ToLowerInvariant() is "mask" or "masks" or "segmentationclass" or "segmentationobject";
}
