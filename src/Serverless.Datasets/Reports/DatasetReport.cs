using System.Text.Json.Serialization;
using Serverless.Datasets.Profiles;
using Serverless.Datasets.Versions;

namespace Serverless.Datasets.Reports;

/// <summary>What is in a dataset version and what was found while checking it; <c>report.json</c>.</summary>
public sealed record DatasetReport
{
    /// <summary>Bins of <see cref="BoxSizes"/>.</summary>
    public const int BoxSizeBins = 20;

    public required string Name { get; init; }

    public required int Version { get; init; }

    public required DatasetSource Source { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The splits that have images.</summary>
    public required IReadOnlyList<SplitSummary> Splits { get; init; }

    /// <summary>The commonest first.</summary>
    public required IReadOnlyList<ImageSizeCount> ImageSizes { get; init; }

    /// <summary>Boxes by the square root of their share of the image's area, in <see cref="BoxSizeBins"/> equal steps from 0 to 1.</summary>
    public required IReadOnlyList<int> BoxSizes { get; init; }

    /// <summary>The gravest first.</summary>
    public required IReadOnlyList<FindingTotal> FindingTotals { get; init; }

    /// <summary>The gravest first. Kinds that flood the list are cut short and counted in a last entry.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>What is different from the version before; null for a first version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DatasetDiff? Changes { get; init; }

    /// <summary>How the splits look; a document of its own, <c>profile.json</c>. Null in a report that was read from JSON.</summary>
    [JsonIgnore]
    public DatasetProfile? Profile { get; init; }

    /// <summary>What the page shows; not part of <c>report.json</c>.</summary>
    [JsonIgnore]
    internal ReportPictures Pictures { get; init; } = ReportPictures.None;

    /// <summary>The report as one page of HTML that needs nothing else.</summary>
    public string ToHtml() => new ReportPage(this).Draw();

    internal static DatasetReport Create(DatasetManifest manifest, IReadOnlyList<Finding> findings) => new()
    {
        Name = manifest.Name,
        Version = manifest.Version,
        Source = manifest.Source,
        CreatedAt = manifest.CreatedAt,
        Classes = manifest.Classes,
        Splits = [.. manifest.Images.GroupBy(image => image.Split).OrderBy(images => images.Key).Select(images => Summarize(images.Key, [.. images], manifest.Classes.Count))],
        ImageSizes =
        [
            .. manifest.Images
                .GroupBy(image => (image.Width, image.Height))
                .Select(images => new ImageSizeCount(images.Key.Width, images.Key.Height, images.Count()))
                .OrderByDescending(size => size.Images).ThenBy(size => size.Width).ThenBy(size => size.Height),
        ],
        BoxSizes = CountBoxSizes(manifest.Images),
        FindingTotals =
        [
            .. findings
                .GroupBy(finding => (finding.Kind, finding.Severity))
                .Select(same => new FindingTotal(same.Key.Kind, same.Key.Severity, same.Sum(finding => finding.Count)))
                .OrderByDescending(total => total.Severity).ThenByDescending(total => total.Count).ThenBy(total => total.Kind),
        ],
        Findings = findings,
    };

    private static SplitSummary Summarize(DatasetSplit split, IReadOnlyList<DatasetImage> images, int classCount)
    {
        var byClass = new int[classCount];
        foreach (var box in images.SelectMany(image => image.Boxes))
        {
            byClass[box.ClassId]++;
        }

        return new SplitSummary(split, images.Count, images.Count(image => image.Boxes.Count == 0), byClass.Sum(), byClass);
    }

    private static int[] CountBoxSizes(IReadOnlyList<DatasetImage> images)
    {
        var bins = new int[BoxSizeBins];
        foreach (var box in images.SelectMany(image => image.Boxes))
        {
            bins[Math.Min((int)(MathF.Sqrt(box.Width * box.Height) * BoxSizeBins), BoxSizeBins - 1)]++;
        }

        return bins;
    }
}
