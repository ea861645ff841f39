namespace Serverless.Datasets.Layouts;

/// <summary>Class names of datasets whose labels name their classes.</summary>
internal static class NamedClasses
{
    private const int ToldNames = 10;

    /// <summary>The names given by the user, else those of the labels.</summary>
    /// <param name="found">Names in the labels, in their order.</param>
    /// <exception cref="DatasetException">The user gave names, and the labels have none of them.</exception>
    public static IReadOnlyList<string> Resolve(IReadOnlyList<string> found, LayoutInput input)
    {
        foreach (var same in found.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1))
        {
            input.Findings.Warn(string.Empty, FindingKind.ClassNames, $"Classes that differ by letter case only: {string.Join(", ", same)}. They are kept apart.");
        }

        if (input.Options.ClassNames is not { } given)
        {
            return found;
        }

        return found.Count == 0 || found.Any(name => IndexOf(given, name) is not null)
            ? given
            : throw new DatasetException(
                $"{input.Files.Name} has the classes {Join(found)}, none of which is among those given ({Join(given)}). Give the names as the labels have them, or none.");
    }

    /// <summary>The class id of a name: written the same way, else in other letter case.</summary>
    public static int? IndexOf(IReadOnlyList<string> classes, string name)
    {
        foreach (var comparison in new[] { StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase })
        {
            for (var id = 0; id < classes.Count; id++)
            {
                if (classes[id].Equals(name, comparison))
                {
                    return id;
                }
            }
        }

        return null;
    }

    private static string Join(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(ToldNames)) + (names.Count > ToldNames ? "…" : string.Empty);
}
