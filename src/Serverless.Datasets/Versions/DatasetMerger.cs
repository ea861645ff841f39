using Serverless.Datasets.Images;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Versions;

/// <summary>Puts several versions together. Of images with the same bytes the first is taken, with its labels and its split.</summary>
public static class DatasetMerger
{
    /// <summary>Merges versions.</summary>
    /// <param name="versions">At least one; class ids are given in the order in which their names first appear here.</param>
    /// <param name="classes">New names of classes by their old ones; null drops the boxes of a class. Others keep their names.</param>
    /// <exception cref="DatasetException">A class to be renamed does not exist, or no image is left.</exception>
    public static Derivation Merge(IReadOnlyList<DatasetVersion> versions, IReadOnlyDictionary<string, string?> classes)
    {
        RequireKnown(versions, classes);
        var names = versions
            .SelectMany(version => version.Manifest.Classes)
            .Select(name => classes.GetValueOrDefault(name, name))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var findings = new FindingList();
        var merged = new Dictionary<string, (DatasetImage Image, string Shard)>(StringComparer.Ordinal);
        foreach (var version in versions)
        {
            int?[] ids = [.. version.Manifest.Classes.Select(name => classes.GetValueOrDefault(name, name) is { } kept ? names.IndexOf(kept) : (int?)null)];
            foreach (var image in version.Manifest.Images)
            {
                var taken = Rename(image, version.Folder, merged.Count, ids);
                if (!merged.TryAdd(image.Sha256, (taken, version.ShardOf(image))))
                {
                    Report(merged[image.Sha256].Image, taken, findings);
                }
            }
        }

        return Derivation.Of(names, [.. merged.Values.OrderBy(item => item.Image.Split)], findings);
    }

    private static void RequireKnown(IReadOnlyList<DatasetVersion> versions, IReadOnlyDictionary<string, string?> classes)
    {
        var known = versions.SelectMany(version => version.Manifest.Classes).Distinct(StringComparer.Ordinal).ToList();
        if (classes.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw new DatasetException(
                $"There is no class '{unknown}' in {string.Join(", ", versions.Select(version => version.Folder))}: they have {string.Join(", ", known)}.");
        }

        if (classes.Values.Any(name => name is not null && string.IsNullOrWhiteSpace(name)))
        {
            throw new DatasetException("A new class name is empty. Give every class a name, or null to leave its boxes out.");
        }
    }

    private static DatasetImage Rename(DatasetImage image, string folder, int number, int?[] ids)
    {
        var format = image.Name.EndsWith(".png", StringComparison.Ordinal) ? ImageFormat.Png : ImageFormat.Jpeg;
        return image with
        {
            Name = ShardNames.Of(image.Split, number, image.Source, format),
            Entry = image.Entry ?? image.Name,
            Source = $"{folder}/{image.Source}",
            Boxes = [.. image.Boxes.Where(box => ids[box.ClassId] is not null).Select(box => box with { ClassId = ids[box.ClassId]!.Value })],
        };
    }

    private static void Report(DatasetImage first, DatasetImage copy, FindingList findings)
    {
        var isRelabeled = !first.Boxes.ToHashSet().SetEquals(copy.Boxes);
        findings.Warn(
            copy.Source,
            first.Split == copy.Split ? FindingKind.DuplicateImage : FindingKind.Leak,
            $"The same image as {first.Source}, which was taken{(first.Split == copy.Split ? string.Empty : ", in its split")}{(isRelabeled ? "; the labels of the two differ" : string.Empty)}.");
    }
}
