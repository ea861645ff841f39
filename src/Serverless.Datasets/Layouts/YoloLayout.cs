using Serverless.Datasets.Entries;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>
/// The YOLO layout in all the shapes people pack it: <c>train/images</c> with <c>train/labels</c>, <c>images/train</c> with
/// <c>labels/train</c>, or images and labels side by side; with or without splits and <c>data.yaml</c>; any folders around it.
/// </summary>
internal sealed class YoloLayout : IDatasetLayout
{
    private const int ProbedLabels = 20;

    public DatasetFormat Format => DatasetFormat.Yolo;

    public LayoutPlan? Plan(LayoutInput input, CancellationToken cancellationToken)
    {
        var images = input.Files.Files.Where(FileKinds.IsImage).ToList();
        var splits = SplitFinder.Create(images, input);
        var pairs = LabelPairing.Pair(images, [.. input.Files.Files.Where(FileKinds.IsText)], ["labels", "label"], splits.Of);
        var labeled = pairs.Images.Where(pair => pair.Label is not null).ToList();
        if (labeled.Count == 0)
        {
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        Probe(labeled, input);
        ReportOrphans(pairs.Orphans, labeled, input.Findings);
        if (input.Description is { KeypointColumns: > 0 } pose)
        {
            input.Findings.Info(pose.Path, FindingKind.OtherLabels, "The labels have key points (kpt_shape); their boxes alone were taken.");
        }

        return new LayoutPlan(LabeledAreas.Select(pairs.Images, splits.Of, input.Findings), ClassNames.Resolve(input));
    }

    public IReadOnlyList<LabeledBox> ReadBoxes(IDatasetFiles files, ImageEntry entry, LabelContext context)
    {
        if (entry.Label is not { } label)
        {
            return [];
        }

        try
        {
            return YoloLabelParser.Parse(files.Read(label, context.Limits.LabelBytes), label, context);
        }
        catch (InvalidDataException exception)
        {
            throw new UnusableLabelException($"The label file cannot be read: {exception.Message}. Its image was dropped.");
        }
    }

    /// <summary>Text files that merely share names with the images are told from labels by looking into some.</summary>
    private static void Probe(List<ImageEntry> labeled, LayoutInput input)
    {
        var findings = new FindingList();
        var context = new LabelContext(int.MaxValue, int.MaxValue, [], input.Options.Limits, findings) { KeypointColumns = input.Description?.KeypointColumns ?? 0 };
        var step = Math.Max(1, labeled.Count / ProbedLabels);
        for (var i = 0; i < labeled.Count; i += step)
        {
            var label = labeled[i].Label!;
            if (ReadProbe(input.Files, label, input.Options.Limits.LabelBytes) is { } text && (text.Length == 0 || YoloLabelParser.Parse(text, label, context).Count > 0))
            {
                return;
            }
        }

        if (findings.ToList() is [var first, ..] && first.Kind == FindingKind.MalformedLabel)
        {
            throw new DatasetException(
                $"The text files beside the images are no YOLO labels. {first.File}:{first.Line}: {first.Message} "
                + "Each line must be: class id, centre x, centre y, width, height, as shares of the image from 0 to 1. Export the dataset in YOLO format.");
        }
    }

    private static byte[]? ReadProbe(IDatasetFiles files, string label, int maximumBytes)
    {
        try
        {
            return files.Read(label, maximumBytes);
        }
        catch (InvalidDataException)
        {
            // Reported when its image is taken in.
            return null;
        }
    }

    private static void ReportOrphans(IReadOnlyList<string> unmatched, List<ImageEntry> labeled, FindingList findings)
    {
        var labelFolders = labeled.Select(pair => EntryPath.Folder(pair.Label!)).ToHashSet(StringComparer.Ordinal);
        var orphans = unmatched.Where(path => FileKinds.MayBeOrphan(path) && (labelFolders.Contains(EntryPath.Folder(path)) || IsLabelFolder(path)));
        foreach (var orphan in orphans)
        {
            findings.Warn(orphan, FindingKind.OrphanLabel, "No image belongs to this label file; left out.");
        }
    }

    private static bool IsLabelFolder(string path) =>
        EntryPath.FolderSegments(path).Any(segment => segment.Contains("label", StringComparison.OrdinalIgnoreCase));
}
