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
        foreach (var area in images.GroupBy(pair => splitOf(pair.Image) is { } split ? SplitNames.Short(split) : EntryPath.Folder(pair.Image), StringComparer.Ordinal))
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
}
