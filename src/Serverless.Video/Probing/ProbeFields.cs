using System.Globalization;

namespace Serverless.Video.Probing;

/// <summary>The fields of a line of ffprobe's compact output, such as <c>packet|pts=0|flags=K_</c>.</summary>
internal sealed class ProbeFields
{
    private readonly Dictionary<string, string> _fields = [];

    public ProbeFields(string line)
    {
        foreach (var field in line.Split('|'))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                _fields.TryAdd(field[..equals], field[(equals + 1)..]);
            }
        }
    }

    /// <summary>A field; null where it is absent or ffprobe does not know it.</summary>
    public string? Text(string name) => _fields.GetValueOrDefault(name) is { } text and not ("N/A" or "unknown") ? text : null;

    public long? Ticks(string name) => long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ticks) ? ticks : null;

    public double? Number(string name) => double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
