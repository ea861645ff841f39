using Serverless.Datasets.Profiles;
using Serverless.Datasets.Quality;
using Serverless.Datasets.Reports;

namespace Serverless.Datasets.Versions;

/// <summary>A version that is made out of the images of others, without touching a pixel of them.</summary>
public sealed record Derivation
{
    /// <summary>Class names by class id.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Their shard is an index into <see cref="Shards"/>.</summary>
    public required IReadOnlyList<DatasetImage> Images { get; init; }

    /// <summary>Paths from the root of all datasets.</summary>
    public required IReadOnlyList<string> Shards { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Makes the manifest and the report, with its checks, profile and pictures.</summary>
    /// <param name="folder">Folder of the new version, such as <c>roads/v2</c>.</param>
    /// <param name="template">Gives name, version, source, time and options.</param>
    /// <param name="looks">How the images look, each one once.</param>
    public (DatasetManifest Manifest, DatasetReport Report) Assemble(string folder, DatasetManifest template, IReadOnlyList<StoredImageLooks> looks)
    {
        var manifest = template with
        {
            Classes = Classes,
            Images = Images,
            Shards = [.. Shards.Select(shard => VersionPath.Relative(folder, shard))],
        };
        var found = new FindingList();
        var leaks = DatasetChecks.Report(Images, Classes, manifest.IsUnlabeled, manifest.Options.Quality, found);
        var statistics = looks.SelectMany(batch => batch.Statistics).ToDictionary(StringComparer.Ordinal);
        var report = DatasetReport.Create(manifest, [.. Findings.Concat(found.ToList()).OrderByDescending(finding => finding.Severity)]);
        return (manifest, report with
        {
            Profile = DatasetProfile.Of(Classes, Images.Select(image => (image, statistics[image.Name]))),
            Pictures = ReportPictures.Of(manifest, looks.SelectMany(batch => batch.Thumbnails), leaks),
        });
    }

    /// <param name="images">Each with its shard from the root.</param>
    /// <exception cref="DatasetException">There is no image.</exception>
    internal static Derivation Of(IReadOnlyList<string> classes, IReadOnlyList<(DatasetImage Image, string Shard)> images, FindingList findings)
    {
        if (images.Count == 0)
        {
            throw new DatasetException("No image is left, so there is nothing to make a version of. Choose other splits, classes or images.");
        }

        foreach (var split in new[] { DatasetSplit.Train, DatasetSplit.Validation }.Where(split => images.All(item => item.Image.Split != split)))
        {
            findings.Warn(string.Empty, FindingKind.Splits, $"There is no image to {(split == DatasetSplit.Train ? "train" : "validate")} with.");
        }

        return new Derivation { Classes = classes, Images = [], Shards = [], Findings = findings.ToList() }.With(images);
    }

    internal Derivation With(IReadOnlyList<(DatasetImage Image, string Shard)> images)
    {
        var shards = images.Select(item => item.Shard).Distinct().ToList();
        var numbers = shards.Index().ToDictionary(shard => shard.Item, shard => shard.Index, StringComparer.Ordinal);
        return this with
        {
            Images = [.. images.Select(item => item.Image with { Shard = numbers[item.Shard] })],
            Shards = shards,
        };
    }
}
