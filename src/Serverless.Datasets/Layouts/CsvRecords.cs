using System.Text;

namespace Serverless.Datasets.Layouts;

/// <summary>Reads delimited text (RFC 4180, any delimiter) as a stream.</summary>
internal static class CsvRecords
{
    private const int LongestRecord = 64 << 10;

    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>The separator that a header uses most; comma where it uses none.</summary>
    public static char SeparatorOf(string header) => Separators.MaxBy(separator => header.Count(c => c == separator));

    /// <summary>All records with the line where each begins, from 1. Blank lines are left out.</summary>
    /// <exception cref="InvalidDataException">A record is too long: a quote is never closed, or it is no text. The message continues "cannot be read: ".</exception>
    public static IEnumerable<(int Line, string[] Fields)> Read(TextReader reader, char separator)
    {
        var (line, first) = (1, 1);
        var record = new StringBuilder();
        while (reader.ReadLine() is { } text)
        {
            record.Append(record.Length > 0 ? "\n" : string.Empty).Append(text);
            if (record.Length > LongestRecord)
            {
                throw new InvalidDataException($"the record from line {first} on is longer than {LongestRecord} characters; perhaps a quote is not closed");
            }

            line++;
            if (CountQuotes(record) % 2 == 1)
            {
                continue;
            }

            if (!string.IsNullOrWhiteSpace(text) || record.Length > text.Length)
            {
                yield return (first, Split(record.ToString(), separator));
            }

            record.Clear();
            first = line;
        }

        if (record.Length > 0)
        {
            throw new InvalidDataException($"a quote in the record from line {first} on is not closed");
        }
    }

    private static int CountQuotes(StringBuilder text)
    {
        var count = 0;
        foreach (var chunk in text.GetChunks())
        {
            count += chunk.Span.Count('"');
        }

        return count;
    }

    private static string[] Split(string record, char separator)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < record.Length; i++)
        {
            var c = record[i];
            if (c == '"' && isQuoted && i + 1 < record.Length && record[i + 1] == '"')
            {
                field.Append(c);
                i++;
            }
            else if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (c == separator && !isQuoted)
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString().Trim());
        return [.. fields];
    }
}
