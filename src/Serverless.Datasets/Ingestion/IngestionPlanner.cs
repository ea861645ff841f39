using Serverless.Datasets.Entries;
using Serverless.Datasets.Layouts;
using Serverless.Datasets.Reports;

namespace Serverless.Datasets.Ingestion;

/// <summary>Makes the plan for a dataset in whatever container.</summary>
internal static class IngestionPlanner
{
    // Keeps a shard handy where images are large.
    private const long GroupBytes = 256L << 20;

    // Bounds what the plan of a group takes where labels are part of it.
    private const int GroupBoxes = 50_000;

    // Below this, no ratio hurts anybody.
    private const long HarmlessBytes = 64L << 20;

    /// <param name="description">A <c>data.yaml</c> kept apart from the files; null looks for one among them.</param>
    /// <exception cref="DatasetException">There is no dataset that can be taken in.</exception>
    public static IngestionPlan Plan(IDatasetFiles files, IngestionOptions options, DataYaml? description, CancellationToken cancellationToken)
    {
        options.Validate();
        var findings = new FindingList();
        description ??= DataYaml.Find(files, options.Limits.LabelBytes);
        var (format, layout) = DatasetLayouts.Plan(new LayoutInput(files, options, description, findings), cancellationToken);
        var lengths = files.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        RequireLimits(files.Name, Used(layout, lengths), options.Limits);
        var positions = files.Files.Index().ToDictionary(file => file.Item.Path, file => file.Index, StringComparer.Ordinal);
        var settled = format == DatasetFormat.Unlabeled ? layout.Images : SettleSplits(layout.Images, options, findings);
        var images = settled
            .OrderBy(image => image.Split)
            .ThenBy(image => positions[image.Entry.Image]);
        return new IngestionPlan
        {
            Classes = layout.Classes,
            Groups = Complete(Group([.. images], format, lengths, options.ImagesPerGroup), description?.KeypointColumns ?? 0),
            Findings = [.. files.Findings, .. findings.ToList()],
            Options = options,
        };
    }

    private static List<DatasetFile> Used(LayoutPlan layout, Dictionary<string, DatasetFile> files) =>
    [
        .. layout.Images
            .SelectMany(image => new[] { image.Entry.Image, image.Entry.Label })
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Select(path => files[path]),
    ];

    private static void RequireLimits(string name, List<DatasetFile> used, IngestionLimits limits)
    {
        var total = used.Sum(file => (decimal)file.Length);
        if (total > limits.TotalBytes)
        {
            throw new DatasetException(
                $"{name} unpacks to {total} bytes; at most {limits.TotalBytes} are taken. Split the dataset into several archives.");
        }

        var packed = used.Sum(file => (decimal)file.PackedLength);
        if (total > HarmlessBytes && total > packed * (decimal)limits.CompressionRatio)
        {
            throw new DatasetException(
                $"{name} is packed {total / Math.Max(packed, 1):F0} times smaller than what it unpacks to; real images never are. It looks like a zip bomb and was not unpacked.");
        }
    }

    /// <summary>Training needs images to learn from and others to validate with; where either is missing, both are drawn later.</summary>
    private static IEnumerable<PlannedImage> SettleSplits(IReadOnlyList<PlannedImage> images, IngestionOptions options, FindingList findings)
    {
        var given = images.Select(image => image.Split).ToHashSet();
        if (given.Contains(DatasetSplit.Train) && given.Contains(DatasetSplit.Validation))
        {
            return given.Contains(null) ? AddToTrain(images, findings) : images;
        }

        findings.Info(
            string.Empty,
            FindingKind.Splits,
            $"The dataset does not say which images train and which validate; {Math.Round(options.ValidationShare * 100)} % are drawn for validation (seed {options.Seed}).");
        var keepsTest = images.Any(image => image.Split != DatasetSplit.Test);
        return images.Select(image => keepsTest && image.Split == DatasetSplit.Test ? image : image with { Split = null });
    }

    private static IEnumerable<PlannedImage> AddToTrain(IReadOnlyList<PlannedImage> images, FindingList findings)
    {
        var strays = images.Where(image => image.Split is null).ToList();
        findings.Warn(strays[0].Entry.Image, FindingKind.Splits, $"{strays.Count} labelled images lie outside the folders of the splits; taken for training.");
        return images.Select(image => image with { Split = image.Split ?? DatasetSplit.Train });
    }

    private static List<ImageGroup> Complete(List<ImageGroup> groups, int keypointColumns) =>
        groups.ConvertAll(group => group with { Thumbnails = ThumbnailPicker.Share(groups.Count), KeypointColumns = keypointColumns });

    private static List<ImageGroup> Group(List<PlannedImage> images, DatasetFormat format, Dictionary<string, DatasetFile> files, int imagesPerGroup)
    {
        var groups = new List<ImageGroup>();
        for (var first = 0; first < images.Count;)
        {
            var split = images[first].Split;
            long bytes = 0;
            long boxes = 0;
            var members = images
                .Skip(first)
                .Take(imagesPerGroup)
                .TakeWhile(image => image.Split == split && (bytes += files[image.Entry.Image].Length) <= GroupBytes && (boxes += image.Entry.Planned?.Boxes.Count ?? 0) <= GroupBoxes)
                .Select(image => image.Entry)
                .ToList();

            // An image too long for any group still gets one, so that it is reported.
            var entries = members.Count > 0 ? members : [images[first].Entry];
            groups.Add(new ImageGroup { Number = groups.Count, Split = split, Format = format, FirstImage = first, Images = entries });
            first += entries.Count;
        }

        return groups;
    }
}
