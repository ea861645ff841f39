using Serverless.Datasets.Versions;
using static Serverless.Datasets.Tests.Versions.Manifests;

namespace Serverless.Datasets.Tests.Versions;

public sealed class DatasetSubsetTests
{
    private static readonly DatasetVersion s_version = Of(
        "roads/v2",
        ["hole", "crack", "patch"],
        Image("h", boxes: Box),
        Image("hc", DatasetSplit.Validation, boxes: [Box, Box with { ClassId = 1 }]),
        Image("p", DatasetSplit.Validation, boxes: Box with { ClassId = 2 }),
        Image("none", DatasetSplit.Test));

    [Fact]
    public void Take_Split_TakesItsImagesAsTheyAre()
    {
        var subset = DatasetSubset.Take(s_version, new SubsetChoice(DatasetSplit.Validation));

        Assert.Equal(["upload/hc.jpg", "upload/p.jpg"], subset.Images.Select(image => image.Source));
        Assert.Equal(s_version.Manifest.Classes, subset.Classes);
        Assert.Equal(["There is no image to train with."], subset.Findings.Select(finding => finding.Message));
    }

    [Fact]
    public void Take_Classes_KeepsTheirBoxesOnly()
    {
        var subset = DatasetSubset.Take(s_version, new SubsetChoice(Classes: ["patch", "crack"]));

        Assert.Equal(["crack", "patch"], subset.Classes);
        Assert.Equal(["upload/hc.jpg", "upload/p.jpg"], subset.Images.Select(image => image.Source));
        Assert.Equal([[0], [1]], subset.Images.Select(image => image.Boxes.Select(box => box.ClassId)));
    }

    [Fact]
    public void Take_Images_FindsThemByNameAndBySource()
    {
        var subset = DatasetSubset.Take(s_version, new SubsetChoice(Images: ["Train/h.jpg", "upload/none.jpg"]));

        Assert.Equal(["Train/h.jpg", "Test/none.jpg"], subset.Images.Select(image => image.Name));
    }

    [Theory]
    [InlineData("hole", null, "roads/v2 has no image 'x'. Its manifest.json lists what it has.")]
    [InlineData("Hole", null, "roads/v2 has no class 'Hole'. Its manifest.json lists what it has.")]
    [InlineData("patch", "train", "No image is left, so there is nothing to make a version of. Choose other splits, classes or images.")]
    public void Take_WhatIsNotThere_SaysSo(string name, string? split, string message)
    {
        var choice = new SubsetChoice(split is null ? null : DatasetSplit.Train, [name], name == "hole" ? ["x"] : null);

        Assert.Equal(message, Assert.Throws<DatasetException>(() => DatasetSubset.Take(s_version, choice)).Message);
    }
}
