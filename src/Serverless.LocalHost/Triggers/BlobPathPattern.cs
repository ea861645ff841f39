using System.Text;
using System.Text.RegularExpressions;

namespace Serverless.LocalHost.Triggers;

/// <summary>The path of a blob trigger, such as <c>inbox/videos/{name}.mp4</c>.</summary>
internal sealed class BlobPathPattern
{
    private readonly Regex _names;

    private BlobPathPattern(string container, string prefix, Regex names)
    {
        Container = container;
        Prefix = prefix;
        _names = names;
    }

    public string Container { get; }

    /// <summary>What every matching blob's name starts with.</summary>
    public string Prefix { get; }

    /// <summary>Reads a path; a container alone stands for all its blobs, <c>{{</c> and <c>}}</c> for a brace.</summary>
    /// <exception cref="FormatException">It has no container, or a brace too many.</exception>
    public static BlobPathPattern Parse(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var container = slash < 0 ? path : path[..slash];
        if (container.Length == 0 || container.Contains('{', StringComparison.Ordinal))
        {
            throw Wrong(path, "has to start with the name of a container");
        }

        var tokens = Tokenize(path, slash).ToList();
        var prefix = string.Concat(tokens.TakeWhile(token => !token.IsExpression).Select(token => token.Text));
        return new BlobPathPattern(container, prefix, Compile(tokens));
    }

    /// <summary>The values of the expressions for a blob that matches, else null. A value may contain slashes.</summary>
    public IReadOnlyDictionary<string, string>? Match(string blobName)
    {
        var match = _names.Match(blobName);
        return match.Success
            ? match.Groups.Values.Where(group => group.Name is not ("0" or "_")).ToDictionary(group => group.Name, group => group.Value)
            : null;
    }

    private static Regex Compile(List<PathToken> tokens)
    {
        // As in the real host an expression matches as much as it can: "{name}.{extension}" splits at the last dot.
        var pattern = string.Concat(tokens.Select(token => token.IsExpression ? $"(?<{token.Text}>.*)" : Regex.Escape(token.Text)));
        return new Regex($"^{pattern}\\z", RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }

    private static IEnumerable<PathToken> Tokenize(string path, int slash)
    {
        if (slash < 0 || slash == path.Length - 1)
        {
            yield return new PathToken("_", IsExpression: true);
            yield break;
        }

        var literal = new StringBuilder();
        for (var index = slash + 1; index < path.Length; index++)
        {
            var symbol = path[index];
            if (symbol is '{' or '}' && index + 1 < path.Length && path[index + 1] == symbol)
            {
                literal.Append(symbol);
                index++;
            }
            else if (symbol == '{')
            {
                yield return new PathToken(literal.ToString(), IsExpression: false);
                literal.Clear();
                var end = path.IndexOf('}', index);
                yield return new PathToken(ExpressionName(path, index + 1, end), IsExpression: true);
                index = end;
            }
            else
            {
                literal.Append(symbol != '}' ? symbol : throw Wrong(path, "has a brace without its counterpart"));
            }
        }

        yield return new PathToken(literal.ToString(), IsExpression: false);
    }

    private static string ExpressionName(string path, int start, int end)
    {
        var name = end < 0 ? throw Wrong(path, "has a brace without its counterpart") : path[start..end];
        return name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') && !char.IsAsciiDigit(name[0])
            ? name
            : throw Wrong(path, $"has an expression without a proper name, {{{name}}}");
    }

    private static FormatException Wrong(string path, string what) => new($"the blob path \"{path}\" {what}");

    private readonly record struct PathToken(string Text, bool IsExpression);
}
