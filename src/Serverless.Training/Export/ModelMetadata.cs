using System.Globalization;
using Serverless.Training.Weights;

namespace Serverless.Training.Export;

/// <summary>What a model says of itself, in the keys and the Python notation that other tools read.</summary>
internal static class ModelMetadata
{
    public static IReadOnlyDictionary<string, string> Create(
        ModelInfo info, int stride, int imageSize, OnnxExportOptions options, DateTimeOffset date)
    {
        var classes = string.Join(", ", info.Names);
        return new Dictionary<string, string>
        {
            ["description"] = options.Description ?? $"{info.Architecture} trained to find: {classes}",
            ["author"] = options.Author,
            ["date"] = date.ToString("O", CultureInfo.InvariantCulture),
            ["version"] = options.Version,
            ["stride"] = stride.ToString(CultureInfo.InvariantCulture),
            ["task"] = "detect",
            ["batch"] = "1",
            ["imgsz"] = FormattableString.Invariant($"[{imageSize}, {imageSize}]"),
            ["names"] = $"{{{string.Join(", ", info.Names.Select((name, id) => FormattableString.Invariant($"{id}: {Quote(name)}")))}}}",
            ["architecture"] = info.Architecture,
        };
    }

    private static string Quote(string name) =>
        $"'{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
