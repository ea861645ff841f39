using Serverless.Datasets.Versions;
using static Serverless.Datasets.Tests.Versions.Manifests;

namespace Serverless.Datasets.Tests.Versions;

public sealed class DatasetMergerTests
{
    private static readonly Dictionary<string, string?> s_asTheyAre = [];

    [Fact]
    public void Merge_ClassesOfBoth_AreNumberedAnew()
    {
        var merged = DatasetMerger.Merge(
            [
                Of("a/v1", ["hole", "crack"], Image("1", boxes: Box with { ClassId = 1 })),
                Of("b/v3", ["Pothole", "sign", "patch"], Image("2", DatasetSplit.Validation, boxes: [Box, Box with { ClassId = 1 }, Box with { ClassId = 2 }])),
            ],
            new Dictionary<string, string?> { ["Pothole"] = "hole", ["sign"] = null });

        Assert.Equal(["hole", "crack", "patch"], merged.Classes);
        Assert.Equal(["a/v1/shards/00000.tar", "b/v3/shards/00000.tar"], merged.Shards);
        Assert.Equal([[1], [0, 2]], merged.Images.Select(image => image.Boxes.Select(box => box.ClassId)));
        Assert.Equal(["a/v1/upload/1.jpg", "b/v3/upload/2.jpg"], merged.Images.Select(image => image.Source));
        Assert.Equal(["Train/1.jpg", "Validation/2.jpg"], merged.Images.Select(image => image.Entry));
        Assert.Equal(2, merged.Images.Select(image => image.Name).Distinct().Count());
        Assert.Empty(merged.Findings);
    }

    [Fact]
    public void Merge_SameImageInBoth_IsTakenOnceAndReported()
    {
        var merged = DatasetMerger.Merge(
            [
                Of("a/v1", ["hole"], Image("same", boxes: Box), Image("v", DatasetSplit.Validation)),
                Of("b/v1", ["hole"], Image("same", DatasetSplit.Test)),
            ],
            s_asTheyAre);

        Assert.Equal([DatasetSplit.Train, DatasetSplit.Validation], merged.Images.Select(image => image.Split));
        var finding = Assert.Single(merged.Findings);
        Assert.Equal(FindingKind.Leak, finding.Kind);
        Assert.Equal("The same image as a/v1/upload/same.jpg, which was taken, in its split; the labels of the two differ.", finding.Message);
    }

    [Fact]
    public void Merge_OfOneVersion_KeepsItsImages()
    {
        var version = Of("a/v1", ["hole"], Image("1", boxes: Box), Image("2", DatasetSplit.Validation));

        var merged = DatasetMerger.Merge([version], s_asTheyAre);

        Assert.Equal(version.Manifest.Images.Select(image => (image.Sha256, image.Split)), merged.Images.Select(image => (image.Sha256, image.Split)));
    }

    [Fact]
    public void Merge_UnknownClass_TellsWhatThereIs()
    {
        var exception = Assert.Throws<DatasetException>(() => DatasetMerger.Merge(
            [Of("a/v1", ["hole"], Image("1")), Of("b/v2", ["crack"], Image("2"))], new Dictionary<string, string?> { ["Hole"] = "hole" }));

        Assert.Equal("There is no class 'Hole' in a/v1, b/v2: they have hole, crack.", exception.Message);
    }

    [Fact]
    public void Merge_EmptyClassName_IsRefused() => Assert.Contains(
        "A new class name is empty",
        Assert.Throws<DatasetException>(() => DatasetMerger.Merge([Of("a/v1", ["hole"], Image("1"))], new Dictionary<string, string?> { ["hole"] = " " })).Message,
        StringComparison.Ordinal);
}
