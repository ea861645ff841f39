using Serverless.Datasets.Layouts;
using Serverless.Datasets.Profiles;
using Serverless.Datasets.Quality;
using Serverless.Datasets.Reports;

namespace Serverless.Datasets.Ingestion;

/// <summary>Last step of taking a dataset in: one version out of all groups.</summary>
public static class DatasetAssembler
{
    private const int ToldErrors = 3;

    /// <summary>Makes the manifest and the report of a version.</summary>
    /// <param name="groups">One report for each group of the plan, in any order.</param>
    /// <exception cref="DatasetException">Nothing that can be trained on is left.</exception>
    public static (DatasetManifest Manifest, DatasetReport Report) Assemble(
        string name,
        int version,
        IngestionPlan plan,
        IReadOnlyList<GroupReport> groups,
        DatasetSource source,
        DateTimeOffset createdAt)
    {
        var ordered = groups.OrderBy(group => group.Group).ToList();
        if (!ordered.Select(group => group.Group).SequenceEqual(plan.Groups.Select(group => group.Number)))
        {
            throw new ArgumentException($"The plan has {plan.Groups.Count} groups, each needs one report; there are {groups.Count} reports.", nameof(groups));
        }

        var findings = new FindingList();
        var images = plan.IsUnlabeled ? [.. ordered.SelectMany(group => group.Images)] : Split(ordered, plan.Options, findings);
        RequireUsable(source.FileName, images, [.. plan.Findings, .. ordered.SelectMany(group => group.Findings)], plan.IsUnlabeled);
        var classes = plan.Classes.Count > 0 ? plan.Classes : InferClasses(images);
        if (!plan.IsUnlabeled)
        {
            ReportUnusedClasses(classes, images, findings);
        }

        var leaks = DatasetChecks.Report(images, classes, plan.IsUnlabeled, plan.Options.Quality, findings);
        var manifest = new DatasetManifest
        {
            Name = name,
            Version = version,
            Classes = classes,
            Images = images,
            Shards = [.. plan.Groups.Select(group => DatasetManifest.ShardPath(group.Number))],
            Source = source,
            CreatedAt = createdAt,
            Options = plan.Options,
            IsUnlabeled = plan.IsUnlabeled,
        };
        IEnumerable<Finding> all = [.. plan.Findings, .. findings.ToList(), .. ordered.SelectMany(group => group.Findings)];
        var report = DatasetReport.Create(manifest, [.. all.OrderByDescending(finding => finding.Severity)]);
        return (manifest, report with { Profile = Profile(manifest, ordered), Pictures = ReportPictures.Of(manifest, ordered.SelectMany(group => group.Thumbnails), leaks) });
    }

    private static DatasetProfile Profile(DatasetManifest manifest, List<GroupReport> groups) =>
        DatasetProfile.Of(manifest.Classes, manifest.Images.Zip(groups.SelectMany(group => group.Statistics)));

    private static List<DatasetImage> Split(List<GroupReport> groups, IngestionOptions options, FindingList findings)
    {
        var pool = groups.Where(group => group.Split is null).SelectMany(group => group.Images).ToList();
        var images = groups.SelectMany(group => group.Images).ToList();
        if (pool.Count == 0 && images.Exists(image => image.Split == DatasetSplit.Train) && images.Exists(image => image.Split == DatasetSplit.Validation))
        {
            return images;
        }

        if (pool.Count == 0)
        {
            findings.Warn(string.Empty, FindingKind.Splits, "No image of one split was usable; training and validation images were drawn anew.");
            pool = images.FindAll(image => image.Split != DatasetSplit.Test);
        }

        var members = pool.Select(image => image.Name).ToHashSet(StringComparer.Ordinal);
        var validation = SplitAssigner.DrawValidation(pool, options.ValidationShare, options.Seed, options.Quality.NearDuplicateDistance);
        return images.ConvertAll(image => !members.Contains(image.Name) ? image : image with
        {
            Split = validation.Contains(image.Sha256) ? DatasetSplit.Validation : DatasetSplit.Train,
        });
    }

    private static void RequireUsable(string fileName, List<DatasetImage> images, IReadOnlyList<Finding> findings, bool isUnlabeled)
    {
        var dropped = findings
            .Where(finding => finding.Severity == FindingSeverity.Error)
            .Take(ToldErrors)
            .Select(finding => $"{finding.File}{(finding.Line is { } line ? $":{line}" : string.Empty)}: {finding.Message}");
        var reasons = string.Join(' ', dropped);
        if (images.Count == 0)
        {
            throw new DatasetException($"{fileName} has no usable image. {reasons}");
        }

        if (isUnlabeled)
        {
            return;
        }

        if (images.TrueForAll(image => image.Boxes.Count == 0))
        {
            throw new DatasetException($"{fileName} has no usable box on any of its {images.Count} images, so there is nothing to learn. {reasons}".TrimEnd());
        }

        if (!images.Exists(image => image.Split == DatasetSplit.Validation) || !images.Exists(image => image.Split == DatasetSplit.Train))
        {
            throw new DatasetException($"{fileName} needs at least two different usable images, one to train and one to validate with. {reasons}".TrimEnd());
        }
    }

    private static List<string> InferClasses(List<DatasetImage> images)
    {
        var highest = images.SelectMany(image => image.Boxes).Select(box => box.ClassId).DefaultIfEmpty(-1).Max();
        return [.. Enumerable.Range(0, highest + 1).Select(ClassNames.Inferred)];
    }

    private static void ReportUnusedClasses(IReadOnlyList<string> classes, List<DatasetImage> images, FindingList findings)
    {
        var used = images.SelectMany(image => image.Boxes).Select(box => box.ClassId).ToHashSet();
        var learned = images.Where(image => image.Split == DatasetSplit.Train).SelectMany(image => image.Boxes).Select(box => box.ClassId).ToHashSet();
        foreach (var (id, name) in classes.Index().Where(item => !learned.Contains(item.Index)))
        {
            if (used.Contains(id))
            {
                findings.Warn(string.Empty, FindingKind.UnusedClass, $"Class {id}, {name}, has no box to train with, only in the other splits.");
            }
            else
            {
                findings.Info(string.Empty, FindingKind.UnusedClass, $"Class {id}, {name}, has no box.");
            }
        }
    }
}
