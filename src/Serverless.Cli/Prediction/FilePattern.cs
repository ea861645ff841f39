using System.IO.Enumeration;

namespace Serverless.Cli.Prediction;

/// <summary>Paths with wildcards: <c>*</c> and <c>?</c> within a name, <c>**</c> for any folders.</summary>
internal static class FilePattern
{
    private const string AnyFolders = "**";

    private static readonly EnumerationOptions s_options = new() { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System, MatchType = MatchType.Simple };

    public static bool IsPattern(string path) => path.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>The files that fit, in no certain order; none where there is no such folder.</summary>
    public static IEnumerable<string> Match(string pattern)
    {
        var parts = pattern.Split(Path.DirectorySeparatorChar);
        var plain = parts.TakeWhile(static part => !IsPattern(part)).Count();
        var start = string.Join(Path.DirectorySeparatorChar, parts[..plain]);
        if (start.Length == 0)
        {
            start = Path.IsPathRooted(pattern) ? "/" : ".";
        }

        return Match(start, parts.AsMemory(plain)).Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Match(string folder, ReadOnlyMemory<string> parts)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var (part, rest) = (parts.Span[0], parts[1..]);
        if (rest.IsEmpty)
        {
            return Directory.EnumerateFiles(folder, "*", s_options).Where(file => Fits(file, part == AnyFolders ? "*" : part));
        }

        var below = Directory.EnumerateDirectories(folder, "*", s_options);
        return part == AnyFolders
            ? Match(folder, rest).Concat(below.SelectMany(next => Match(next, parts)))
            : below.Where(next => Fits(next, part)).SelectMany(next => Match(next, rest));
    }

    private static bool Fits(string path, string pattern) => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(path.AsSpan()), ignoreCase: false);
}
