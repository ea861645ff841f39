using Serverless.Datasets.Entries;

namespace Serverless.Datasets.Layouts;

/// <summary>Decides what the classes of a YOLO dataset are called.</summary>
internal static class ClassNames
{
    private const int MostLists = 100;

    /// <summary>What a class is called that nobody named.</summary>
    public static string Inferred(int id) => $"class{id}";

    /// <summary>From the options, else <c>data.yaml</c>, else a list such as <c>classes.txt</c>; empty where the labels decide.</summary>
    public static IReadOnlyList<string> Resolve(LayoutInput input)
    {
        var names = input.Options.ClassNames ?? FromDescription(input) ?? FromList(input) ?? [];
        foreach (var name in names.GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            input.Findings.Warn(input.Description?.Path ?? string.Empty, FindingKind.ClassNames, $"Two classes are called {name.Key}.");
        }

        if (names.Count == 0)
        {
            input.Findings.Info(
                string.Empty,
                FindingKind.ClassNames,
                $"The dataset does not name its classes (no names in a data.yaml, no classes.txt); they are called {Inferred(0)}, {Inferred(1)}… Name them at upload to change that.");
        }

        return names;
    }

    private static IReadOnlyList<string>? FromDescription(LayoutInput input)
    {
        if (input.Description is not { Names.Count: > 0 } yaml)
        {
            return null;
        }

        if (yaml.FindRival(input.Files, input.Options.Limits.LabelBytes) is { } rival)
        {
            throw new DatasetException(
                $"{input.Files.Name} holds several datasets: {yaml.Path} and {rival} name different classes, so the same class id means different things. "
                + "Upload each as an archive of its own and merge the versions, or give the class names at upload where one list is right for all.");
        }

        if (yaml.Count is { } count && count != yaml.Names.Count)
        {
            input.Findings.Warn(yaml.Path, FindingKind.ClassNames, $"nc is {count}, but there are {yaml.Names.Count} names; the names were taken.");
        }

        return yaml.Names;
    }

    private static IReadOnlyList<string>? FromList(LayoutInput input)
    {
        var lists = input.Files.Files
            .Where(file => FileKinds.IsClassList(file) && file.Length <= input.Options.Limits.LabelBytes)
            .OrderBy(file => EntryPath.Depth(file.Path))
            .Take(MostLists)
            .Select(file => (file.Path, Names: Names(input.Files, file.Path, input.Options.Limits.LabelBytes)))
            .Where(list => list.Names.Length > 0)
            .ToList();
        if (lists.Count == 0)
        {
            return null;
        }

        // Some tools write such a list with each folder of labels, and lengthen it as classes come up.
        var longest = lists.MaxBy(list => list.Names.Length);
        var agree = lists.TrueForAll(list => longest.Names.AsSpan().StartsWith(list.Names));
        var (path, names) = agree ? longest : lists[0];
        if (!agree)
        {
            var other = lists.Find(list => !names.AsSpan().StartsWith(list.Names) && !list.Names.AsSpan().StartsWith(names));
            input.Findings.Warn(
                path,
                FindingKind.ClassNames,
                $"{other.Path ?? longest.Path} names other classes than {path}, whose names were taken: labels made with the other have wrong classes. Make the lists alike, or upload an archive for each.");
        }

        return [.. names.Select((name, id) => name.Length == 0 ? Inferred(id) : name)];
    }

    private static string[] Names(IDatasetFiles files, string path, int maximumBytes) =>
        Lines(files, path, maximumBytes).AsSpan().TrimEnd(string.Empty).ToArray();

    private static string[] Lines(IDatasetFiles files, string path, int maximumBytes)
    {
        try
        {
            using var reader = new StreamReader(new MemoryStream(files.Read(path, maximumBytes)));
            return [.. reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim())];
        }
        catch (InvalidDataException exception)
        {
            throw new DatasetException($"{path} cannot be read: {exception.Message}. Pack the dataset again.", exception);
        }
    }
}
