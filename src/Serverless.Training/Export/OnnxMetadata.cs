using System.Globalization;
using Serverless.Training.Weights;

namespace Serverless.Training.Export;

/// <summary>What a model says of itself, in the keys and the Python notation that other tools read.</summary>
internal static class OnnxMetadata
{
    public static IReadOnlyDictionary<string, string> Create(
        ModelInfo info, int stride, int imageSize, OnnxExportOptions options, DateTimeOffset date)
    {
        var metadata = new Dictionary<string, string>
        {
            ["description"] = ModelDescription.Of(info, options),
            ["author"] = options.Author,
            ["date"] = date.ToString("O", CultureInfo.InvariantCulture),
            ["version"] = options.Version,
            ["stride"] = stride.ToString(CultureInfo.InvariantCulture),
            ["task"] = "detect",
            ["batch"] = "1",
            ["imgsz"] = FormattableString.Invariant($"[{imageSize}, {imageSize}]"),
            ["names"] = Names(info.Names),
            ["args"] = $"{{'batch': 1, 'half': {Flag(options.HalfPrecision)}, 'dynamic': {Flag(options.DynamicSize)}, 'nms': {Flag(options.Suppression is not null)}}}",
            ["architecture"] = info.Architecture,
        };
        if (options.Suppression is not null)
        {
            // Models without the entry are told by their shape; a table of two classes may look the same.
            metadata["end2end"] = Flag(true);
        }

        return metadata;
    }

    private static string Names(IReadOnlyList<string> names) =>
        $"{{{string.Join(", ", names.Select((name, id) => FormattableString.Invariant($"{id}: {QuotedText.Of(name, '\'')}")))}}}";

    private static string Flag(bool value) => value ? "True" : "False";
}
