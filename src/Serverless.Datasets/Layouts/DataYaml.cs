using System.Globalization;
using Serverless.Datasets.Entries;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Serverless.Datasets.Layouts;

/// <summary>What a <c>data.yaml</c> says about a YOLO dataset.</summary>
/// <param name="Path">Where it lies, for messages.</param>
/// <param name="Names">Class names by class id; empty where it gives none.</param>
/// <param name="Count">Number of classes that <c>nc</c> gives, if any.</param>
/// <param name="Root">Its <c>path</c>, if any: the folder that the splits are relative to.</param>
/// <param name="Splits">Folders or lists of images, as written.</param>
/// <param name="KeypointColumns">Numbers of key points that follow each box, by <c>kpt_shape</c>; 0 for none.</param>
internal sealed record DataYaml(
    string Path,
    IReadOnlyList<string> Names,
    int? Count,
    string? Root,
    IReadOnlyList<(DatasetSplit Split, string Location)> Splits,
    int KeypointColumns)
{
    private const int MaximumClasses = 100_000;
    private const int MaximumDepth = 50;
    private const int MostRivals = 100;
    private const int MaximumKeypoints = 10_000;

    /// <exception cref="DatasetException">It is not YAML, or its class names make no sense.</exception>
    public static DataYaml Parse(string path, byte[] bytes)
    {
        var map = Load(path, bytes);
        return new DataYaml(path, ReadNames(path, map), ReadCount(map), Scalar(map, "path"), [.. ReadSplits(map)], ReadKeypointColumns(map));
    }

    /// <summary>The description among the files: the outermost YAML file that names classes or splits, <c>data.yaml</c> first.</summary>
    /// <exception cref="DatasetException">One that is called so cannot be read.</exception>
    public static DataYaml? Find(IDatasetFiles files, int maximumBytes)
    {
        var candidates = files.Files
            .Where(file => FileKinds.IsYaml(file) && file.Length <= maximumBytes)
            .OrderBy(file => EntryPath.Depth(file.Path))
            .ThenByDescending(file => IsDataYaml(file.Path));
        return candidates.Select(file => TryParse(file.Path, files, maximumBytes)).FirstOrDefault(yaml => yaml is { Names.Count: > 0 } or { Splits.Count: > 0 });
    }

    /// <summary>
    /// Another <c>data.yaml</c>, of a folder with images beside the one that this describes, which names other classes: class
    /// ids do not mean the same in both. Null where there is none.
    /// </summary>
    public string? FindRival(IDatasetFiles files, int maximumBytes)
    {
        var home = EntryPath.Folder(Path);
        return home.Length == 0 || files.Files.All(file => file.Path != Path) ? null : files.Files
            .Where(file => FileKinds.IsYaml(file) && IsDataYaml(file.Path) && file.Length <= maximumBytes)
            .Select(file => file.Path)
            .Take(MostRivals)
            .Where(path => !path.StartsWith($"{home}/", StringComparison.Ordinal) && EntryPath.Folder(path) is { Length: > 0 } folder && HasImages(files, folder))
            .FirstOrDefault(path => TryParse(path, files, maximumBytes) is { Names.Count: > 0 } other && !other.Names.SequenceEqual(Names));
    }

    private static bool HasImages(IDatasetFiles files, string folder) =>
        files.Files.Any(file => file.Path.StartsWith($"{folder}/", StringComparison.Ordinal) && FileKinds.IsImage(file));

    private static bool IsDataYaml(string path) => EntryPath.Stem(path).Equals("data", StringComparison.OrdinalIgnoreCase);

    private static DataYaml? TryParse(string path, IDatasetFiles files, int maximumBytes)
    {
        try
        {
            return Parse(path, files.Read(path, maximumBytes));
        }
        catch (InvalidDataException exception)
        {
            throw new DatasetException($"{path} cannot be read: {exception.Message}. Pack the dataset again.", exception);
        }
        catch (DatasetException) when (!IsDataYaml(path))
        {
            // Some other tool's file.
            return null;
        }
    }

    private static YamlMappingNode Load(string path, byte[] bytes)
    {
        try
        {
            RequireShallow(path, bytes);
            var stream = new YamlStream();
            stream.Load(new StreamReader(new MemoryStream(bytes)));
            return stream.Documents is [{ RootNode: YamlMappingNode map }, ..]
                ? map
                : throw new DatasetException($"{path} holds no \"key: value\" lines. Correct it, or leave it out and give the class names yourself.");
        }
        catch (Exception exception) when (exception is not DatasetException)
        {
            // The parser meets some faults with exceptions other than its own.
            var place = exception is YamlException { Start.Line: > 0 } fault ? $"{path}:{fault.Start.Line}" : path;
            throw new DatasetException(
                $"{place}: it is not valid YAML: {exception.Message.TrimEnd('.')}. Correct it, or leave it out and give the class names yourself.",
                exception);
        }
    }

    /// <summary>Loading recurses; a hostile file must not exhaust the stack.</summary>
    private static void RequireShallow(string path, byte[] bytes)
    {
        var parser = new Parser(new StreamReader(new MemoryStream(bytes)));
        for (var depth = 0; parser.MoveNext();)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaximumDepth)
            {
                throw new DatasetException($"{path}:{parser.Current.Start.Line}: it is nested deeper than a description of a dataset ever is. Correct it, or leave it out and give the class names yourself.");
            }
        }
    }

    private static string[] ReadNames(string path, YamlMappingNode map) => Child(map, "names") switch
    {
        YamlSequenceNode list => [.. list.Children.Select(child => Name(path, child))],
        YamlMappingNode byId => NamesById(path, byId),
        YamlScalarNode { Value: { Length: > 0 } name } => [name],
        _ => [],
    };

    private static string[] NamesById(string path, YamlMappingNode map)
    {
        var names = new SortedDictionary<int, string>();
        foreach (var (key, value) in map.Children)
        {
            var text = (key as YamlScalarNode)?.Value;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id >= MaximumClasses)
            {
                throw new DatasetException($"{path}:{key.Start.Line}: \"{text}\" is no class id. Under names, write one \"number: name\" for each class, from 0.");
            }

            names[id] = Name(path, value);
        }

        var count = names.Count == 0 ? 0 : names.Keys.Last() + 1;
        return [.. Enumerable.Range(0, count).Select(id => names.GetValueOrDefault(id) ?? ClassNames.Inferred(id))];
    }

    private static string Name(string path, YamlNode node) =>
        node is YamlScalarNode { Value: { } name } && !string.IsNullOrWhiteSpace(name)
            ? name.Trim()
            : throw new DatasetException($"{path}:{node.Start.Line}: a class has no name. Under names, give each class one.");

    private static int? ReadCount(YamlMappingNode map) =>
        int.TryParse(Scalar(map, "nc"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    // kpt_shape: [17, 3], the points and the numbers of each: x, y and, where there are three, whether it can be seen.
    private static int ReadKeypointColumns(YamlMappingNode map) =>
        Child(map, "kpt_shape") is YamlSequenceNode { Children: [YamlScalarNode points, YamlScalarNode numbers] }
        && int.TryParse(points.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= MaximumKeypoints
        && numbers.Value is "2" or "3"
            ? count * (numbers.Value == "2" ? 2 : 3)
            : 0;

    private static IEnumerable<(DatasetSplit Split, string Location)> ReadSplits(YamlMappingNode map) =>
        from key in new[] { ("train", DatasetSplit.Train), ("val", DatasetSplit.Validation), ("valid", DatasetSplit.Validation), ("validation", DatasetSplit.Validation), ("test", DatasetSplit.Test) }
        from location in Locations(Child(map, key.Item1))
        select (key.Item2, location);

    private static IEnumerable<string> Locations(YamlNode? node) => node switch
    {
        YamlScalarNode { Value: { Length: > 0 } location } => [location],
        YamlSequenceNode list => list.Children.OfType<YamlScalarNode>().Select(child => child.Value ?? string.Empty).Where(location => location.Length > 0),
        _ => [],
    };

    private static string? Scalar(YamlMappingNode map, string key) => (Child(map, key) as YamlScalarNode)?.Value;

    private static YamlNode? Child(YamlMappingNode map, string key) => map.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
}
