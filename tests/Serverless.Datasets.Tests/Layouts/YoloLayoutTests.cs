using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Layouts;

public sealed class YoloLayoutTests
{
    [Theory]
    [InlineData("train/images", "train/labels", "valid/images", "valid/labels")]
    [InlineData("TRAIN/Images", "Train/LABELS", "Val/images", "val/Labels")]
    [InlineData("a/b/training/images", "a/b/training/labels", "a/b/validation/images", "a/b/validation/labels")]
    [InlineData("images/train", "labels/train", "images/val", "labels/val")]
    [InlineData("coco/images/train2017", "coco/labels/train2017", "coco/images/val2017", "coco/labels/val2017")]
    [InlineData("set/train", "set/train", "set/val", "set/val")]
    [InlineData("train", "train/labels", "val", "val/labels")]
    [InlineData("train_images", "train_labels", "val_images", "val_labels")]
    [InlineData("images/train", "annotations_yolo/train", "images/val", "annotations_yolo/val")]
    [InlineData("1_train/images", "1_train/labels", "2_val/images", "2_val/labels")]
    [InlineData("dataset_train", "dataset_train", "dataset_val", "dataset_val")]
    [InlineData("train_yolo/images", "train_yolo/labels", "dev_yolo/images", "dev_yolo/labels")]
    [InlineData("training/images", "training/labels", "evaluation/images", "evaluation/labels")]
    public void Inspect_SplitsInAnyShape_AreFound(string trainImages, string trainLabels, string validationImages, string validationLabels)
    {
        var set = Ingested.From(new DatasetBuilder()
            .Pair($"{trainImages}/a.jpg", $"{trainLabels}/a.txt")
            .Pair($"{trainImages}/b.jpg", $"{trainLabels}/b.txt")
            .Pair($"{validationImages}/a.jpg", $"{validationLabels}/a.txt", "0 0.25 0.25 0.125 0.125"));

        Assert.Equal(
            [DatasetSplit.Train, DatasetSplit.Train, DatasetSplit.Validation],
            set.Manifest.Images.Select(image => image.Split));
        Assert.Equal(0.25f, Assert.Single(set.Image($"{validationImages}/a.jpg").Boxes).CenterX);
        Assert.Empty(set.Of(FindingKind.OrphanLabel));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("ts/ts/", "ts/ts/")]
    [InlineData("images/", "labels/")]
    [InlineData("set/images/", "set/labels_yolo/")]
    public void Inspect_NoSplits_DrawsThem(string images, string labels)
    {
        var dataset = new DatasetBuilder();
        for (var i = 0; i < 10; i++)
        {
            dataset.Pair($"{images}{i}.jpg", $"{labels}{i}.txt");
        }

        var set = Ingested.From(dataset);

        Assert.Equal(8, set.Manifest.Images.Count(image => image.Split == DatasetSplit.Train));
        Assert.Equal(2, set.Manifest.Images.Count(image => image.Split == DatasetSplit.Validation));
        Assert.Equal(FindingSeverity.Info, Assert.Single(set.Of(FindingKind.Splits)).Severity);
    }

    [Fact]
    public void Inspect_TestSplit_StaysApart()
    {
        var set = Ingested.From(new DatasetBuilder()
            .Pair("train/images/a.jpg", "train/labels/a.txt")
            .Pair("train/images/b.jpg", "train/labels/b.txt")
            .Pair("Testing/images/t.jpg", "Testing/labels/t.txt"));

        Assert.Equal(DatasetSplit.Test, set.Image("Testing/images/t.jpg").Split);
        Assert.Equal(1, set.Manifest.Images.Count(image => image.Split == DatasetSplit.Validation));
    }

    [Fact]
    public void Inspect_SplitsNamedByDataYaml_Win()
    {
        var set = Ingested.From(new DatasetBuilder()
            .Pair("one/a.jpg", "one/a.txt")
            .Pair("two/b.jpg", "two/b.txt")
            .Text("data.yaml", "path: /content/elsewhere/set\ntrain: /content/elsewhere/set/two\nval: ../one\nnames: {0: pothole}"));

        Assert.Equal(DatasetSplit.Validation, set.Image("one/a.jpg").Split);
        Assert.Equal(DatasetSplit.Train, set.Image("two/b.jpg").Split);
    }

    [Fact]
    public void Inspect_SplitsListedInTextFiles_AreFound()
    {
        var set = Ingested.From(new DatasetBuilder()
            .Pair("images/a.jpg", "labels/a.txt")
            .Pair("images/b.jpg", "labels/b.txt")
            .Text("lists/train.txt", "./images/b.jpg\r\n")
            .Text("lists/val.txt", "/home/me/set/images/a.jpg\n")
            .Text("data.yaml", "train: lists/train.txt\nval: lists/val.txt\nnames: [pothole]"));

        Assert.Equal(DatasetSplit.Validation, set.Image("images/a.jpg").Split);
        Assert.Equal(DatasetSplit.Train, set.Image("images/b.jpg").Split);
    }

    [Theory]
    [InlineData("names: [pothole, crack]")]
    [InlineData("names:\n- pothole\n- crack\n")]
    [InlineData("names:\n  1: crack\n  0: pothole\n")]
    [InlineData("\uFEFFtrain: ../train/images\r\nnames: ['pothole', \"crack\"]\r\n")]
    public void Inspect_ClassNamesInDataYaml_AreTaken(string yaml)
    {
        var set = Ingested.From(TwoImages().Text("sub/data.yaml", yaml));

        Assert.Equal(["pothole", "crack"], set.Manifest.Classes);
    }

    [Fact]
    public void Inspect_ClassIdsWithGaps_AreFilled()
    {
        var set = Ingested.From(TwoImages().Text("data.yaml", "names: {0: pothole, 2: crack}"));

        Assert.Equal(["pothole", "class1", "crack"], set.Manifest.Classes);
    }

    [Theory]
    [InlineData("classes.txt")]
    [InlineData("labels/Classes.txt")]
    [InlineData("obj.names")]
    public void Inspect_ListOfClassNames_IsTaken(string path)
    {
        var set = Ingested.From(TwoImages().Text(path, "\uFEFFpothole\r\nbig crack\r\n\r\n"));

        Assert.Equal(["pothole", "big crack"], set.Manifest.Classes);
        Assert.Empty(set.Of(FindingKind.OrphanLabel));
    }

    [Fact]
    public void Inspect_ListsOfClassNamesThatGrew_TheLongestIsTaken()
    {
        var set = Ingested.From(TwoImages().Text("train/classes.txt", "pothole\n").Text("val/classes.txt", "pothole\ncrack\n"));

        Assert.Equal(["pothole", "crack"], set.Manifest.Classes);
        Assert.Empty(set.Of(FindingKind.ClassNames));
    }

    [Fact]
    public void Inspect_ListsOfClassNamesThatDisagree_AreReported()
    {
        var set = Ingested.From(TwoImages().Text("train/classes.txt", "pothole\ncrack\n").Text("val/classes.txt", "crack\npothole\n"));

        Assert.Equal(["pothole", "crack"], set.Manifest.Classes);
        Assert.StartsWith("val/classes.txt names other classes than train/classes.txt", Assert.Single(set.Of(FindingKind.ClassNames)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_NoClassNames_AreInferredFromTheLabels()
    {
        var set = Ingested.From(new DatasetBuilder()
            .Pair("train/a.jpg", "train/a.txt", "2 0.5 0.5 0.25 0.25")
            .Pair("val/b.jpg", "val/b.txt"));

        Assert.Equal(["class0", "class1", "class2"], set.Manifest.Classes);
        Assert.Single(set.Of(FindingKind.ClassNames));
        Assert.Equal(
            ["Class 0, class0, has no box to train with, only in the other splits.", "Class 1, class1, has no box."],
            set.Of(FindingKind.UnusedClass).Select(finding => finding.Message));
    }

    [Fact]
    public void Inspect_ClassNamesGiven_WinOverDataYaml()
    {
        var set = Ingested.From(DatasetBuilder.Ordinary(), new IngestionOptions { ClassNames = ["hole"] });

        Assert.Equal(["hole"], set.Manifest.Classes);
    }

    [Fact]
    public void Inspect_ClassCountThatDisagrees_IsReported()
    {
        var set = Ingested.From(TwoImages().Text("data.yaml", "nc: 7\nnames: [pothole]"));

        Assert.Equal("data.yaml", Assert.Single(set.Of(FindingKind.ClassNames)).File);
    }

    [Theory]
    [InlineData("names: [pothole\nnc: 1", "data.yaml")]
    [InlineData("nc: 1\nnames: [a, b]]\n", "data.yaml:2")]
    [InlineData("names: {a: pothole}", "\"a\" is no class id")]
    [InlineData("names: [[1]]", "has no name")]
    public void Inspect_BrokenDataYaml_IsRefusedWithItsPlace(string yaml, string told)
    {
        var exception = Assert.Throws<DatasetException>(() => Ingested.From(TwoImages().Text("data.yaml", yaml)));

        Assert.Contains(told, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Inspect_DataYamlNestedWithoutEnd_IsRefused(string nesting)
    {
        var yaml = "names:\n " + string.Concat(Enumerable.Repeat(nesting, 100_000));

        Assert.Throws<DatasetException>(() => Ingested.From(TwoImages().Text("data.yaml", yaml)));
    }

    [Fact]
    public void Inspect_RubbishOfOperatingSystems_IsIgnored()
    {
        var set = Ingested.From(DatasetBuilder.Ordinary()
            .Text("__MACOSX/train/images/._a.jpg", "x")
            .Text("train/images/.DS_Store", "x")
            .Text("train/images/._a.jpg", "x")
            .Text("Thumbs.db", "x"));

        Assert.Equal(4, set.Manifest.Images.Count);
        Assert.Empty(set.Report.Findings);
    }

    [Fact]
    public void Inspect_NamesThatDifferByCaseOnly_KeepTheirOwnLabels()
    {
        var set = Ingested.From(new DatasetBuilder()
            .Pair("train/a.jpg", "train/a.txt", "0 0.25 0.5 0.25 0.25")
            .Pair("train/A.jpg", "train/A.txt", "0 0.75 0.5 0.25 0.25")
            .Pair("val/Ünïcode näme.JPG", "val/Ünïcode näme.TXT"));

        Assert.Equal(0.25f, set.Image("train/a.jpg").Boxes[0].CenterX);
        Assert.Equal(0.75f, set.Image("train/A.jpg").Boxes[0].CenterX);
        Assert.Single(set.Image("val/Ünïcode näme.JPG").Boxes);
        Assert.Equal("val/00002_Ünïcode_näme.jpg", set.Image("val/Ünïcode näme.JPG").Name);
    }

    [Fact]
    public void Inspect_ImageWithoutLabelFile_IsBackground()
    {
        var set = Ingested.From(DatasetBuilder.Ordinary().Image("train/images/bg.jpg"));

        Assert.Empty(set.Image("train/images/bg.jpg").Boxes);
        var finding = Assert.Single(set.Of(FindingKind.MissingLabel));
        Assert.Equal(("train/images/bg.jpg", FindingSeverity.Info), (finding.File, finding.Severity));
    }

    [Fact]
    public void Inspect_EmptyLabelFile_IsBackgroundWithoutAWord()
    {
        var set = Ingested.From(DatasetBuilder.Ordinary().Pair("train/images/bg.jpg", "train/labels/bg.txt", string.Empty));

        Assert.Empty(set.Image("train/images/bg.jpg").Boxes);
        Assert.Empty(set.Report.Findings);
    }

    [Fact]
    public void Inspect_SplitWithoutAnyLabelFile_IsLeftOut()
    {
        var set = Ingested.From(DatasetBuilder.Ordinary().Image("test/images/x.jpg").Image("test/images/y.jpg").Image("preview.jpg"));

        Assert.DoesNotContain(set.Manifest.Images, image => image.Split == DatasetSplit.Test);
        Assert.Equal(2, set.Of(FindingKind.UnlabeledImages).Count());
    }

    [Fact]
    public void Inspect_LabelFileWithoutImage_IsReported()
    {
        var set = Ingested.From(DatasetBuilder.Ordinary().Text("train/labels/gone.txt", DatasetBuilder.Box).Text("README.dataset.txt", "hello"));

        Assert.Equal("train/labels/gone.txt", Assert.Single(set.Of(FindingKind.OrphanLabel)).File);
    }

    private static DatasetBuilder TwoImages() => new DatasetBuilder()
        .Pair("images/train/a.jpg", "labels/train/a.txt")
        .Pair("images/val/b.jpg", "labels/val/b.txt");
}
