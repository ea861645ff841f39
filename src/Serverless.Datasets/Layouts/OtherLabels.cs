using Serverless.Datasets.Entries;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>Says where a dataset brings its labels in further formats, so that nobody believes those were read.</summary>
internal static class OtherLabels
{
    /// <param name="taken">The format that was read.</param>
    public static void Report(DatasetFormat taken, LayoutPlan plan, LayoutInput input)
    {
        var stems = plan.Images.Select(image => EntryPath.Stem(image.Entry.Image)).ToHashSet(StringComparer.Ordinal);
        var others = input.Files.Files
            .Select(file => (File: file, Format: FormatOf(file, stems)))
            .Where(other => other.Format is { } format && format != taken)
            .GroupBy(other => other.Format!.Value);
        foreach (var other in others)
        {
            var count = other.Count();
            input.Findings.Info(
                other.First().File.Path,
                FindingKind.OtherLabels,
                $"The dataset has labels in the format {other.Key} too ({count} {(count == 1 ? "file" : "files")}); those in the format {taken} were taken.");
        }
    }

    private static DatasetFormat? FormatOf(DatasetFile file, HashSet<string> stems)
    {
        var name = EntryPath.FileName(file.Path);
        return EntryPath.Extension(name) switch
        {
            ".xml" when stems.Contains(EntryPath.Stem(name)) => DatasetFormat.Voc,
            ".json" when name.StartsWith("instances", StringComparison.OrdinalIgnoreCase) || name.StartsWith("_annotations.coco", StringComparison.OrdinalIgnoreCase) => DatasetFormat.Coco,
            ".csv" when name.StartsWith("_annotations", StringComparison.OrdinalIgnoreCase) => DatasetFormat.Csv,
            _ => null,
        };
    }
}
