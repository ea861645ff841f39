using Serverless.Datasets.Entries;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>Finds the label file of each image, where every image has its own.</summary>
internal sealed class LabelPairing
{
    private readonly string[] _labelFolders;
    private readonly string _extension;
    private readonly HashSet<string> _exact;
    private readonly Dictionary<string, string> _anyCase = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _free;

    private LabelPairing(IReadOnlyList<DatasetFile> labels, string[] labelFolders)
    {
        _labelFolders = labelFolders;
        _extension = labels.Count > 0 ? EntryPath.Extension(labels[0].Path) : string.Empty;
        _exact = labels.Select(label => label.Path).ToHashSet(StringComparer.Ordinal);
        _free = new HashSet<string>(_exact, StringComparer.Ordinal);
        foreach (var label in labels)
        {
            _anyCase.TryAdd(label.Path, label.Path);
        }
    }

    /// <summary>All images with their labels, and the label files that no image claims.</summary>
    /// <param name="labels">All of one extension.</param>
    /// <param name="labelFolders">What the folder of the labels is called where that of the images is <c>images</c>, the likeliest first.</param>
    /// <param name="splitOf">The split of a file, by its path.</param>
    public static (IReadOnlyList<ImageEntry> Images, IReadOnlyList<string> Orphans) Pair(
        IReadOnlyList<DatasetFile> images, IReadOnlyList<DatasetFile> labels, string[] labelFolders, Func<string, DatasetSplit?> splitOf)
    {
        var pairing = new LabelPairing(labels, labelFolders);
        var pairs = images.Select(image => new ImageEntry(image.Path, pairing.ByPlace(image.Path))).ToList();
        pairing.PairByName(pairs, pairing._free, path => (splitOf(path), EntryPath.Stem(path)));

        // Labels of a split never go to an image of another.
        pairing.PairByName(pairs, pairing._free.Where(label => splitOf(label) is null), path => (null, EntryPath.Stem(path)));
        return (pairs, [.. pairing._free.Order(StringComparer.Ordinal)]);
    }

    /// <summary>Whether an image lies where layouts that part images from the rest keep them.</summary>
    public static bool IsInImageFolder(string image) => EntryPath.FolderSegments(image).Any(IsImageFolder);

    /// <summary>Whether a folder of that name holds the images where their labels lie in another.</summary>
    public static bool IsImageFolder(string folder) =>
        folder.Equals("images", StringComparison.OrdinalIgnoreCase) || folder.Equals("JPEGImages", StringComparison.OrdinalIgnoreCase);

    private string? ByPlace(string image)
    {
        var label = Places(image).Select(Find).FirstOrDefault(found => found is not null);
        if (label is not null)
        {
            _free.Remove(label);
        }

        return label;
    }

    private IEnumerable<string> Places(string image)
    {
        var name = EntryPath.Stem(image) + _extension;
        var folders = EntryPath.FolderSegments(image);
        for (var i = folders.Length - 1; i >= 0; i--)
        {
            if (IsImageFolder(folders[i]))
            {
                foreach (var labelFolder in _labelFolders)
                {
                    yield return string.Join('/', [.. folders[..i], labelFolder, .. folders[(i + 1)..], name]);
                }
            }
        }

        var folder = EntryPath.Folder(image);
        yield return EntryPath.Join(folder, name);
        foreach (var labelFolder in _labelFolders)
        {
            yield return EntryPath.Join(folder, $"{labelFolder}/{name}");
            yield return EntryPath.Join(EntryPath.Folder(folder), $"{labelFolder}/{name}");
        }
    }

    private string? Find(string place) => _exact.TryGetValue(place, out var exact) ? exact : _anyCase.GetValueOrDefault(place);

    /// <summary>Labels kept in an unusual place still belong to the one image of their name, in their split or at all.</summary>
    private void PairByName(List<ImageEntry> pairs, IEnumerable<string> candidates, Func<string, (DatasetSplit?, string)> keyOf)
    {
        var labels = candidates.GroupBy(keyOf).Where(same => same.Count() == 1).ToDictionary(same => same.Key, same => same.Single());
        var images = pairs.Index().Where(pair => pair.Item.Label is null).GroupBy(pair => keyOf(pair.Item.Image)).Where(same => same.Count() == 1).ToList();
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
