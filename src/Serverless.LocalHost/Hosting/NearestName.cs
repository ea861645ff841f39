namespace Serverless.LocalHost.Hosting;

/// <summary>Finds the setting that was probably meant by a name that is not known.</summary>
internal static class NearestName
{
    /// <summary>
    /// The most similar of the known paths: one with the same last name in another section, else the most similar name of the
    /// same section, else the most similar path. Null where nothing is similar.
    /// </summary>
    /// <param name="path">The unknown path, its parts divided by colons.</param>
    /// <param name="known">The known ones.</param>
    public static string? Find(string path, IEnumerable<string> known)
    {
        var paths = known.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var (section, name) = Split(path);
        return paths.Find(other => Same(Split(other).Name, name))
            ?? Closest(name, paths.Where(other => Same(Split(other).Section, section)), other => Split(other).Name, name.Length / 2)
            ?? Closest(path, paths, other => other, path.Length / 4);
    }

    private static string? Closest(string text, IEnumerable<string> candidates, Func<string, string> part, int limit) => candidates
        .Select(candidate => (Candidate: candidate, Distance: Distance(text.ToUpperInvariant(), part(candidate).ToUpperInvariant())))
        .Where(found => found.Distance <= limit)
        .OrderBy(found => found.Distance)
        .Select(found => found.Candidate)
        .FirstOrDefault();

    private static (string Section, string Name) Split(string path)
    {
        var colon = path.LastIndexOf(':');
        return colon < 0 ? (string.Empty, path) : (path[..colon], path[(colon + 1)..]);
    }

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>The edit distance of Levenshtein: letters to insert, remove or replace.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
