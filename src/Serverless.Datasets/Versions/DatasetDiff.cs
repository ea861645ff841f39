namespace Serverless.Datasets.Versions;

/// <summary>What differs between a version and the one before.</summary>
public sealed record DatasetDiff
{
    /// <summary>Images that each list names at most; the summary counts all.</summary>
    public const int Listed = 200;

    public required DiffSummary Summary { get; init; }

    /// <summary>By their path in the new upload.</summary>
    public required IReadOnlyList<string> Added { get; init; }

    /// <summary>By their path in the upload before.</summary>
    public required IReadOnlyList<string> Removed { get; init; }

    /// <summary>By their path in the new upload.</summary>
    public required IReadOnlyList<string> Relabeled { get; init; }

    /// <summary>By their path in the new upload.</summary>
    public required IReadOnlyList<string> Moved { get; init; }

    /// <summary>Compares two versions.</summary>
    public static DatasetDiff Between(DatasetManifest before, DatasetManifest after)
    {
        var old = before.Images.GroupBy(image => image.Sha256).ToDictionary(images => images.Key, images => new Queue<DatasetImage>(images), StringComparer.Ordinal);
        var added = new List<string>();
        var relabeled = new List<string>();
        var moved = new List<string>();
        var unchanged = 0;
        foreach (var image in after.Images)
        {
            if (!old.TryGetValue(image.Sha256, out var copies) || !copies.TryDequeue(out var match))
            {
                added.Add(image.Source);
                continue;
            }

            var isRelabeled = !Labels(match, before).SequenceEqual(Labels(image, after));
            AddIf(isRelabeled, relabeled, image);
            AddIf(match.Split != image.Split, moved, image);
            unchanged += isRelabeled || match.Split != image.Split ? 0 : 1;
        }

        var left = old.Values.SelectMany(images => images).ToHashSet(ReferenceEqualityComparer.Instance);
        var removed = before.Images.Where(left.Contains).Select(image => image.Source).ToList();
        return new DatasetDiff
        {
            Summary = new DiffSummary(
                before.Version, added.Count, removed.Count, relabeled.Count, moved.Count, unchanged, [.. after.Classes.Except(before.Classes)], [.. before.Classes.Except(after.Classes)]),
            Added = [.. added.Take(Listed)],
            Removed = [.. removed.Take(Listed)],
            Relabeled = [.. relabeled.Take(Listed)],
            Moved = [.. moved.Take(Listed)],
        };
    }

    private static void AddIf(bool condition, List<string> list, DatasetImage image)
    {
        if (condition)
        {
            list.Add(image.Source);
        }
    }

    // By name: the number of a class may change without any label changing.
    private static IEnumerable<(string Class, LabeledBox Box)> Labels(DatasetImage image, DatasetManifest manifest) =>
        image.Boxes
            .Select(box => (Class: manifest.Classes[box.ClassId], Box: box with { ClassId = 0 }))
            .OrderBy(label => label.Class, StringComparer.Ordinal)
            .ThenBy(label => label.Box.CenterX)
            .ThenBy(label => label.Box.CenterY)
            .ThenBy(label => label.Box.Width)
            .ThenBy(label => label.Box.Height);
}
