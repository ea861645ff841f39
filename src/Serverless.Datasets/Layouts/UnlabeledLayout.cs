using Serverless.Datasets.Entries;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>Images and nothing that could be labels: taken in as they are, to be labelled later.</summary>
internal sealed class UnlabeledLayout : IDatasetLayout
{
    public DatasetFormat Format => DatasetFormat.Unlabeled;

    public LayoutPlan? Plan(LayoutInput input, CancellationToken cancellationToken)
    {
        var images = input.Files.Files.Where(FileKinds.IsImage).ToList();
        if (images.Count == 0 || (input.Options.Format is null && UnknownLayout.Contradicts(input.Files, images)))
        {
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var splits = SplitFinder.Create(images, input);
        input.Findings.Warn(
            string.Empty,
            FindingKind.Unlabeled,
            $"{input.Files.Name} has {images.Count} images but no labels: taken in to be labelled; nothing can be trained on it before; {UnknownLayout.Wanted}.");
        var classes = input.Options.ClassNames ?? input.Description?.Names ?? [];
        return new LayoutPlan([.. images.Select(image => new PlannedImage(new ImageEntry(image.Path, null), splits.Of(image.Path)))], classes);
    }

    public IReadOnlyList<LabeledBox> ReadBoxes(IDatasetFiles files, ImageEntry entry, LabelContext context) => [];
}
