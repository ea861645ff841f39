using System.Globalization;
using System.Text;
using Serverless.Training.Weights;

namespace Serverless.Training.Export.Ncnn;

/// <summary>The YAML beside an NCNN model, in the keys that other tools read.</summary>
internal static class NcnnMetadata
{
    public static string Create(ModelInfo info, int stride, int imageSize, NcnnExportOptions options, DateTimeOffset date)
    {
        var yaml = new StringBuilder();
        void Line(string key, string value) => yaml.Append(CultureInfo.InvariantCulture, $"{key}: {value}\n");
        Line("description", Quoted(ModelDescription.Of(info, options)));
        Line("author", Quoted(options.Author));
        Line("date", Quoted(date.ToString("O", CultureInfo.InvariantCulture)));
        Line("version", Quoted(options.Version));
        Line("stride", FormattableString.Invariant($"{stride}"));
        Line("task", "detect");
        Line("batch", "1");
        Line("imgsz", FormattableString.Invariant($"[{imageSize}, {imageSize}]"));
        Line("architecture", Quoted(info.Architecture));
        yaml.Append("names:\n");
        foreach (var (id, name) in info.Names.Index())
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  {id}: {Quoted(name)}\n");
        }

        yaml.Append(CultureInfo.InvariantCulture, $"args:\n  batch: 1\n  half: {(options.HalfPrecision ? "true" : "false")}\n");
        return yaml.ToString();
    }

    private static string Quoted(string text) => QuotedText.Of(text, '"');
}
