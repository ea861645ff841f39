using Serverless.Datasets.Entries;

namespace Serverless.Datasets.Layouts;

/// <summary>The split that a dataset gives each file: by its <c>data.yaml</c>, else by the names of its folders.</summary>
internal sealed class SplitFinder
{
    private readonly Dictionary<string, DatasetSplit> _described;

    private SplitFinder(Dictionary<string, DatasetSplit> described) => _described = described;

    public static SplitFinder Create(IReadOnlyList<DatasetFile> images, LayoutInput input)
    {
        var described = new Dictionary<string, DatasetSplit>(StringComparer.Ordinal);
        var claims = (input.Description?.Splits ?? [])
            .Select(split => (split.Split, Segments: Segments(split.Location)))
            .OrderByDescending(claim => claim.Segments.Length)
            .ThenBy(claim => claim.Split);
        foreach (var (split, segments) in claims)
        {
            var claimed = IsList(segments) ? Listed(images, segments, input) : Below(images, segments);
            foreach (var path in claimed)
            {
                described.TryAdd(path, split);
            }
        }

        return new SplitFinder(described);
    }

    public DatasetSplit? Of(string path) => _described.TryGetValue(path, out var split) ? split : SplitNames.OfFile(path);

    // What leads out of the dataset, as in ../train/images, is habit and seldom true.
    private static string[] Segments(string location) =>
        [.. location.Trim().Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries).Where(segment => segment is not ("." or ".."))];

    private static bool IsList(string[] segments) => segments is [.., var last] && last.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);

    /// <summary>Images in a folder of that path; of a path from another machine the part that exists here counts.</summary>
    private static List<string> Below(IReadOnlyList<DatasetFile> images, string[] segments)
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

    private static List<string> Listed(IReadOnlyList<DatasetFile> images, string[] segments, LayoutInput input)
    {
        var list = Suffixes(segments)
            .Select(suffix => input.Files.Files.FirstOrDefault(file => $"/{file.Path}".EndsWith($"/{suffix}", StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(file => file is not null);
        if (list is null)
        {
            return [];
        }

        var known = images.Select(image => image.Path).ToDictionary(path => path, StringComparer.Ordinal);
        using var reader = new StreamReader(new MemoryStream(ReadList(list, input)));
        return [.. reader.ReadToEnd().Split('\n').Select(line => Suffixes(Segments(line)).FirstOrDefault(known.ContainsKey)).OfType<string>()];
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

    private static IEnumerable<string> Suffixes(string[] segments) =>
        Enumerable.Range(0, segments.Length).Select(skipped => string.Join('/', segments[skipped..]));
}
