namespace Serverless.Datasets.Versions;

/// <summary>Takes a part of a version.</summary>
public static class DatasetSubset
{
    private const int Told = 5;

    /// <exception cref="DatasetException">A class or image does not exist, or no image is left.</exception>
    public static Derivation Take(DatasetVersion version, SubsetChoice choice)
    {
        var manifest = version.Manifest;
        IReadOnlyList<string> classes = choice.Classes is null ? manifest.Classes : [.. manifest.Classes.Intersect(choice.Classes)];
        RequireKnown(version, "class", choice.Classes, manifest.Classes.ToHashSet(StringComparer.Ordinal));
        RequireKnown(version, "image", choice.Images, manifest.Images.SelectMany(image => new[] { image.Name, image.Source }).ToHashSet(StringComparer.Ordinal));
        var wanted = choice.Images?.ToHashSet(StringComparer.Ordinal);
        int[] ids = [.. manifest.Classes.Select(name => classes.ToList().IndexOf(name))];
        var images = manifest.Images
            .Where(image => choice.Split is null || image.Split == choice.Split)
            .Where(image => wanted is null || wanted.Contains(image.Name) || wanted.Contains(image.Source))
            .Select(image => (Image: Restrict(image, ids), Shard: version.ShardOf(image)))
            .Where(item => choice.Classes is null || item.Image.Boxes.Count > 0);
        return Derivation.Of(classes, [.. images], new FindingList());
    }

    private static DatasetImage Restrict(DatasetImage image, int[] ids) => image with
    {
        Entry = image.Entry ?? image.Name,
        Boxes = [.. image.Boxes.Where(box => ids[box.ClassId] >= 0).Select(box => box with { ClassId = ids[box.ClassId] })],
    };

    private static void RequireKnown(DatasetVersion version, string kind, IReadOnlyList<string>? asked, HashSet<string> known)
    {
        var unknown = asked?.Where(name => !known.Contains(name)).ToList() ?? [];
        if (unknown.Count > 0)
        {
            var rest = unknown.Count > Told ? $" and {unknown.Count - Told} more" : string.Empty;
            throw new DatasetException(
                $"{version.Folder} has no {kind} {string.Join(", ", unknown.Take(Told).Select(name => $"'{name}'"))}{rest}. Its manifest.json lists what it has.");
        }
    }
}
