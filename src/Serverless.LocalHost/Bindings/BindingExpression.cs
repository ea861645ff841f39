using System.Globalization;
using System.Text;

namespace Serverless.LocalHost.Bindings;

/// <summary>
/// Text of a binding with <c>{expressions}</c>: values of the trigger (<c>{name}</c>, <c>{order.id}</c>), <c>{rand-guid}</c> and
/// <c>{DateTime}</c>, both with an optional format (<c>{DateTime:yyyyMMdd}</c>); <c>{{</c> and <c>}}</c> stand for a brace.
/// </summary>
internal sealed class BindingExpression
{
    private const string DefaultTimeFormat = "yyyy-MM-ddTHH-mm-ssZ";

    private readonly IReadOnlyList<Token> _tokens;

    private BindingExpression(IReadOnlyList<Token> tokens) => _tokens = tokens;

    public bool HasExpressions => _tokens.Any(token => token.IsExpression);

    /// <exception cref="FormatException">A brace has no counterpart, or there is nothing between two.</exception>
    public static BindingExpression Parse(string text)
    {
        var tokens = new List<Token>();
        var literal = new StringBuilder();
        for (var index = 0; index < text.Length; index++)
        {
            var symbol = text[index];
            if (symbol is '{' or '}' && index + 1 < text.Length && text[index + 1] == symbol)
            {
                literal.Append(symbol);
                index++;
            }
            else if (symbol is '{')
            {
                var end = text.IndexOf('}', index);
                var name = end < 0 ? string.Empty : text[(index + 1)..end].Trim();
                tokens.Add(new Token(literal.ToString(), IsExpression: false));
                tokens.Add(name.Length > 0 ? new Token(name, IsExpression: true) : throw Wrong(text));
                literal.Clear();
                index = end;
            }
            else
            {
                literal.Append(symbol is not '}' ? symbol : throw Wrong(text));
            }
        }

        tokens.Add(new Token(literal.ToString(), IsExpression: false));
        return new BindingExpression(tokens);
    }

    /// <exception cref="InvalidOperationException">An expression has no value.</exception>
    public string Resolve(IReadOnlyDictionary<string, object?> data, DateTimeOffset now) =>
        string.Concat(_tokens.Select(token => token.IsExpression ? Evaluate(token.Text, data, now) : token.Text));

    private static string Evaluate(string expression, IReadOnlyDictionary<string, object?> data, DateTimeOffset now)
    {
        var colon = expression.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? expression : expression[..colon];
        var format = colon < 0 ? null : expression[(colon + 1)..];
        return name.ToUpperInvariant() switch
        {
            "RAND-GUID" or "SYS.RANDGUID" => Guid.NewGuid().ToString(format),
            "DATETIME" or "SYS.UTCNOW" => now.UtcDateTime.ToString(format ?? DefaultTimeFormat, CultureInfo.InvariantCulture),
            _ => Find(name.Split('.'), data) ?? throw new InvalidOperationException($"No value for named parameter '{name}'."),
        };
    }

    private static string? Find(string[] path, IReadOnlyDictionary<string, object?> data)
    {
        if (!data.TryGetValue(path[0], out var value) || value is null)
        {
            return null;
        }

        var text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        return path.Length == 1 ? text : JsonBindingData.Find(text, path.AsSpan(1));
    }

    private static FormatException Wrong(string text) => new($"\"{text}\" has a brace without its counterpart, or nothing between two");

    private readonly record struct Token(string Text, bool IsExpression);
}
