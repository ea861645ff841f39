using Serverless.Datasets.Entries;

namespace Serverless.Datasets.Layouts;

/// <summary>Finds the images that annotation files name: with or without folders, as paths of another machine, or by the stem alone.</summary>
internal sealed class ImageResolver
{
    private readonly ILookup<string, string> _byName;
    private readonly ILookup<string, string> _byStem;
    private readonly Func<string, DatasetSplit?> _splitOf;

    /// <param name="splitOf">The split of an image, by its path.</param>
    public ImageResolver(IEnumerable<DatasetFile> images, Func<string, DatasetSplit?> splitOf)
    {
        var paths = images.Select(image => image.Path).Order(StringComparer.Ordinal).ToList();
        _byName = paths.ToLookup(EntryPath.FileName, StringComparer.OrdinalIgnoreCase);
        _byStem = paths.ToLookup(EntryPath.Stem, StringComparer.OrdinalIgnoreCase);
        _splitOf = splitOf;
    }

    /// <summary>The image of that name; of several the one whose folders, split and letter case fit best.</summary>
    /// <param name="named">As the annotation file has it.</param>
    /// <param name="annotations">Path of the annotation file.</param>
    /// <param name="split">The split that the annotation file is for, if any.</param>
    public string? Find(string named, string annotations, DatasetSplit? split) =>
        FindWritten(named, annotations, split) ?? (FromAddress(named) is { } path && path != named ? FindWritten(path, annotations, split) : null);

    /// <summary>The path in a web address, as labelling tools write it: escaped, before or after a question mark.</summary>
    private static string FromAddress(string named)
    {
        const string local = "?d=";
        var query = named.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? named
            : named.AsSpan(query).StartsWith(local) ? named[(query + local.Length)..]
            : named[..query];
        return Uri.UnescapeDataString(path);
    }

    private string? FindWritten(string named, string annotations, DatasetSplit? split)
    {
        var wanted = LetterComposition.Compose(named).Trim().Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (wanted is not [.., var name])
        {
            return null;
        }

        var candidates = _byName[name].ToList();
        if (candidates.Count == 0)
        {
            candidates = [.. _byStem[name]];
        }

        var home = EntryPath.FolderSegments(annotations);
        return candidates.Count < 2 ? candidates.FirstOrDefault() : candidates
            .OrderByDescending(path => CommonEnd(EntryPath.FolderSegments(path), wanted[..^1]))
            .ThenByDescending(path => split is not null && _splitOf(path) == split)
            .ThenByDescending(path => CommonStart(EntryPath.FolderSegments(path), home))
            .ThenByDescending(path => EntryPath.FileName(path) == name)
            .First();
    }

    private static int CommonEnd(string[] one, string[] other) => CommonStart([.. one.Reverse()], [.. other.Reverse()]);

    private static int CommonStart(string[] one, string[] other) =>
        one.Zip(other).TakeWhile(pair => pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase)).Count();
}
