using Serverless.Datasets.Entries;

namespace Serverless.Datasets.Layouts;

/// <summary>
/// The splits of a Pascal VOC dataset: <c>ImageSets/Main/train.txt</c> and its like, a name on each line, as a rule without
/// extension and folders.
/// </summary>
internal sealed class ImageSets
{
    private readonly Dictionary<string, DatasetSplit> _splits = new(StringComparer.Ordinal);

    public static ImageSets Read(LayoutInput input)
    {
        var sets = new ImageSets();
        var lists = input.Files.Files
            .Where(file => EntryPath.Extension(file.Path) == ".txt" && IsSetFolder(file.Path))
            .Select(file => (File: file, Split: SplitNames.OfFile($"{EntryPath.Stem(file.Path)}/")))
            .Where(list => list.Split is not null)
            .OrderBy(list => list.Split);
        foreach (var (file, split) in lists)
        {
            sets.Add(file, split!.Value, input);
        }

        return sets;
    }

    /// <summary>The split of an image, by its path; null where no list has it.</summary>
    public DatasetSplit? Of(string path)
    {
        var segments = EntryPath.Segments(WithoutImageExtension(path));
        for (var skipped = 0; skipped < segments.Length && _splits.Count > 0; skipped++)
        {
            if (_splits.TryGetValue(string.Join('/', segments[skipped..]), out var split))
            {
                return split;
            }
        }

        return null;
    }

    private static string WithoutImageExtension(string path) =>
        FileKinds.IsImage(new DatasetFile(path, 0, 0)) ? path[..^EntryPath.Extension(path).Length] : path;

    private static bool IsSetFolder(string path) => EntryPath.FolderSegments(path) is [.., var last] folders
        && (last.Equals("ImageSets", StringComparison.OrdinalIgnoreCase)
            || (folders is [.., var parent, _] && parent.Equals("ImageSets", StringComparison.OrdinalIgnoreCase) && last.Equals("Main", StringComparison.OrdinalIgnoreCase)));

    private void Add(DatasetFile list, DatasetSplit split, LayoutInput input)
    {
        try
        {
            using var reader = new StreamReader(new MemoryStream(input.Files.Read(list.Path, input.Options.Limits.LabelBytes)));
            while (reader.ReadLine() is { } line)
            {
                if (line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries) is [var name, ..])
                {
                    _splits.TryAdd(WithoutImageExtension(LetterComposition.Compose(name).Replace('\\', '/')), split);
                }
            }
        }
        catch (InvalidDataException exception)
        {
            throw new DatasetException($"{list.Path} cannot be read: {exception.Message}. Pack the dataset again.", exception);
        }
    }
}
