using Serverless.Datasets.Entries;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>Finds the label file of each image.</summary>
internal sealed class YoloPairing
{
    private const string LabelExtension = ".txt";

    private readonly HashSet<string> _exact;
    private readonly Dictionary<string, string> _anyCase = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _free;

    private YoloPairing(IReadOnlyList<DatasetFile> labels)
    {
        _exact = labels.Select(label => label.Path).ToHashSet(StringComparer.Ordinal);
        _free = new HashSet<string>(_exact, StringComparer.Ordinal);
        foreach (var label in labels)
        {
            _anyCase.TryAdd(label.Path, label.Path);
        }
    }

    /// <summary>All images with their labels, and the text files that no image claims.</summary>
    /// <param name="splitOf">The split of a file, by its path.</param>
    public static (IReadOnlyList<ImageEntry> Images, IReadOnlyList<string> Orphans) Pair(
        IReadOnlyList<DatasetFile> images, IReadOnlyList<DatasetFile> labels, Func<string, DatasetSplit?> splitOf)
    {
        var pairing = new YoloPairing(labels);
        var pairs = images.Select(image => new ImageEntry(image.Path, pairing.ByPlace(image.Path))).ToList();
        pairing.PairByName(pairs, splitOf);
        return (pairs, [.. pairing._free.Order(StringComparer.Ordinal)]);
    }

    public static bool IsLabelFolder(string path) => EntryPath.FolderSegments(path).Any(segment => Mentions(segment, "label"));

    private static bool Mentions(string segment, string word) => segment.Contains(word, StringComparison.OrdinalIgnoreCase);

    private string? ByPlace(string image)
    {
        var label = Places(image).Select(Find).FirstOrDefault(found => found is not null);
        if (label is not null)
        {
            _free.Remove(label);
        }

        return label;
    }

    private static IEnumerable<string> Places(string image)
    {
        var name = EntryPath.Stem(image) + LabelExtension;
        var folders = EntryPath.FolderSegments(image);
        for (var i = folders.Length - 1; i >= 0; i--)
        {
            if (folders[i].Equals("images", StringComparison.OrdinalIgnoreCase))
            {
                yield return string.Join('/', [.. folders[..i], "labels", .. folders[(i + 1)..], name]);
            }
        }

        var folder = EntryPath.Folder(image);
        yield return EntryPath.Join(folder, name);
        yield return EntryPath.Join(folder, $"labels/{name}");
        yield return EntryPath.Join(folder, $"label/{name}");
        yield return EntryPath.Join(EntryPath.Folder(folder), $"labels/{name}");
    }

    private string? Find(string place) => _exact.TryGetValue(place, out var exact) ? exact : _anyCase.GetValueOrDefault(place);

    /// <summary>Labels kept in an unusual place still belong to the one image of their name in their split.</summary>
    private void PairByName(List<ImageEntry> pairs, Func<string, DatasetSplit?> splitOf)
    {
        (DatasetSplit?, string) Key(string path) => (splitOf(path), EntryPath.Stem(path));

        var labels = _free.GroupBy(Key).Where(same => same.Count() == 1).ToDictionary(same => same.Key, same => same.Single());
        var images = pairs.Index().Where(pair => pair.Item.Label is null).GroupBy(pair => Key(pair.Item.Image)).Where(same => same.Count() == 1);
        foreach (var image in images)
        {
            if (labels.TryGetValue(image.Key, out var label))
            {
                var (index, pair) = image.Single();
                pairs[index] = pair with { Label = label };
                _free.Remove(label);
            }
        }
    }
}
