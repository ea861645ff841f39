using Serverless.Datasets.Entries;

namespace Serverless.Datasets.Layouts;

/// <summary>
/// The split that a dataset gives each file: by its <c>data.yaml</c>, else by the names of its folders; where those do not tell
/// several splits apart, by lists of images such as <c>train.txt</c>.
/// </summary>
internal sealed class SplitFinder
{
    private readonly Dictionary<string, DatasetSplit> _described;

    private SplitFinder(Dictionary<string, DatasetSplit> described) => _described = described;

    public static SplitFinder Create(IReadOnlyList<DatasetFile> images, LayoutInput input)
    {
        var resolver = new Lazy<ImageResolver>(() => new ImageResolver(images, SplitNames.OfFile));
        var described = Claim((input.Description?.Splits ?? [])
            .Select(split => (split.Split, Segments: Segments(split.Location)))
            .OrderByDescending(claim => claim.Segments.Length)
            .ThenBy(claim => claim.Split)
            .Select(claim => (claim.Split, IsList(claim.Segments) ? Listed(resolver, claim.Segments, claim.Split, input) : Below(images, claim.Segments))));
        if (described.Count == 0 && images.Select(image => SplitNames.OfFile(image.Path)).OfType<DatasetSplit>().Distinct().Count() < 2)
        {
            described = Claim(Lists(input)
                .Select(list => (list.Split, Listed(resolver, list.File, list.Split, input)))
                .OrderBy(claim => claim.Split));
        }

        return new SplitFinder(described);
    }

    public DatasetSplit? Of(string path) => _described.TryGetValue(path, out var split) ? split : SplitNames.OfFile(path);

    private static Dictionary<string, DatasetSplit> Claim(IEnumerable<(DatasetSplit Split, IEnumerable<string> Images)> claims)
    {
        var claimed = new Dictionary<string, DatasetSplit>(StringComparer.Ordinal);
        foreach (var (split, images) in claims)
        {
            foreach (var path in images)
            {
                claimed.TryAdd(path, split);
            }
        }

        return claimed;
    }

    // What leads out of the dataset, as in ../train/images, is habit and seldom true.
    private static string[] Segments(string location) =>
        [.. LetterComposition.Compose(location).Trim().Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries).Where(segment => segment is not ("." or ".."))];

    private static bool IsList(string[] segments) => segments is [.., var last] && last.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);

    /// <summary>Images in a folder of that path; of a path from another machine the part that exists here counts.</summary>
    private static IEnumerable<string> Below(IReadOnlyList<DatasetFile> images, string[] segments)
    {
        for (var skipped = 0; skipped < segments.Length; skipped++)
        {
            var wanted = $"/{string.Join('/', segments[skipped..])}/";
            var found = images.Where(image => $"/{image.Path}".Contains(wanted, StringComparison.OrdinalIgnoreCase)).Select(image => image.Path).ToList();
            if (found.Count > 0)
            {
                return found;
            }
        }

        return [];
    }

    /// <summary>Lists as Darknet and the tools that write for it lay them beside the images.</summary>
    private static IEnumerable<(DatasetSplit Split, DatasetFile File)> Lists(LayoutInput input) =>
        from file in input.Files.Files
        where FileKinds.IsSplitList(file) && file.Length <= input.Options.Limits.LabelBytes
        select (SplitNames.OfFile($"{EntryPath.Stem(file.Path)}/")!.Value, file);

    private static IEnumerable<string> Listed(Lazy<ImageResolver> resolver, string[] segments, DatasetSplit split, LayoutInput input)
    {
        var list = Enumerable.Range(0, segments.Length)
            .Select(skipped => string.Join('/', segments[skipped..]))
            .Select(suffix => input.Files.Files.FirstOrDefault(file => $"/{file.Path}".EndsWith($"/{suffix}", StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(file => file is not null);
        return list is null ? [] : Listed(resolver, list, split, input);
    }

    private static IEnumerable<string> Listed(Lazy<ImageResolver> resolver, DatasetFile list, DatasetSplit split, LayoutInput input)
    {
        using var reader = new StreamReader(new MemoryStream(ReadList(list, input)));
        return [.. reader.ReadToEnd().Split('\n').Select(line => resolver.Value.Find(string.Join('/', Segments(line)), list.Path, split)).OfType<string>()];
    }

    private static byte[] ReadList(DatasetFile list, LayoutInput input)
    {
        try
        {
            return input.Files.Read(list.Path, input.Options.Limits.LabelBytes);
        }
        catch (InvalidDataException exception)
        {
            throw new DatasetException($"{list.Path} cannot be read: {exception.Message}. Pack the dataset again.", exception);
        }
    }
}
