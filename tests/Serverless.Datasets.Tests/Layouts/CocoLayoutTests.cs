using System.Text.Json;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Layouts;

public sealed class CocoLayoutTests
{
    internal const string Categories = """[{"id": 7, "name": "truck"}, {"id": 3, "name": "car"}]""";

    [Theory]
    [InlineData("annotations/instances_train2017.json", "train2017/", "annotations/instances_val2017.json", "val2017/")]
    [InlineData("train/_annotations.coco.json", "train/", "valid/_annotations.coco.json", "valid/")]
    [InlineData("a/b/train.json", "a/b/images/train/", "a/b/val.json", "a/b/images/val/")]
    [InlineData("annotations/instances_train.json", "images/", "annotations/instances_val.json", "pictures/")]
    public void Inspect_OneFilePerSplit_GivesSplitsAndDenseClasses(string trainJson, string train, string validationJson, string validation)
    {
        var set = Ingested.From(new DatasetBuilder()
            .Image($"{train}a.jpg").Image($"{train}b.jpg").Image($"{validation}c.jpg")
            .Text(trainJson, Json("""{"id": 1, "file_name": "a.jpg"}, {"id": 2, "file_name": "b.jpg"}""", """{"image_id": 1, "category_id": 7, "bbox": [16, 12, 32, 24], "id": 5}, {"image_id": 2, "category_id": 3, "bbox": [0, 0, 32, 24]}"""))
            .Text(validationJson, Json("""{"id": 1, "file_name": "c.jpg"}""", """{"image_id": 1, "category_id": 3, "bbox": [32, 24, 32, 24]}""")));

        Assert.Equal(["car", "truck"], set.Manifest.Classes);
        Assert.Equal([DatasetSplit.Train, DatasetSplit.Train, DatasetSplit.Validation], set.Manifest.Images.Select(image => image.Split));
        Assert.Equal(new LabeledBox(1, 0.5f, 0.5f, 0.5f, 0.5f), Assert.Single(set.Image($"{train}a.jpg").Boxes));
        Assert.Equal(new LabeledBox(0, 0.25f, 0.25f, 0.5f, 0.5f), Assert.Single(set.Image($"{train}b.jpg").Boxes));
        Assert.Equal(new LabeledBox(0, 0.75f, 0.75f, 0.5f, 0.5f), Assert.Single(set.Image($"{validation}c.jpg").Boxes));
        Assert.Empty(set.Report.Findings);
    }

    [Fact]
    public void Inspect_AnnotationsBeforeImagesAndIdsAsText_AreJoined()
    {
        var set = Ingested.From(Pictures().Text(
            "labels.json",
            """{"annotations": [{"image_id": "x", "category_id": "c", "bbox": [0, 0, 32, 24]}], "info": {"a": [[1]]}, "images": [{"file_name": "a.jpg", "id": "x"}, {"file_name": "b.jpg", "id": "y"}], "categories": [{"name": "car", "id": "c"}]}"""));

        Assert.Equal(new LabeledBox(0, 0.25f, 0.25f, 0.5f, 0.5f), Assert.Single(set.Image("a.jpg").Boxes));
        Assert.Empty(set.Image("b.jpg").Boxes);
        Assert.Empty(set.Of(FindingKind.MissingLabel));
    }

    [Fact]
    public void Inspect_CrowdsAndPolygons_AreLeftOutAndBoxed()
    {
        var set = Ingested.From(Pictures().Text("labels.json", Json(
            Images,
            """
            {"id": 1, "image_id": 1, "category_id": 3, "iscrowd": 1, "bbox": [0, 0, 9, 9], "segmentation": {"counts": [1, 2], "size": [48, 64]}},
            {"id": 2, "image_id": 1, "category_id": 3, "segmentation": [[16, 12, 48, 12, 20, 30], [30, 36, 31, 20, 32, 21]]},
            {"id": 3, "image_id": 2, "category_id": 7, "bbox": [], "segmentation": [[0, 0, 32, 0, 32, 24]]}
            """)));

        Assert.Equal(new LabeledBox(0, 0.5f, 0.5f, 0.5f, 0.5f), Assert.Single(set.Image("a.jpg").Boxes));
        Assert.Equal(new LabeledBox(1, 0.25f, 0.25f, 0.5f, 0.5f), Assert.Single(set.Image("b.jpg").Boxes));
        Assert.StartsWith("1 annotations are of crowds", Assert.Single(set.Of(FindingKind.Crowd)).Message, StringComparison.Ordinal);
        Assert.Equal(2, set.Of(FindingKind.Polygon).Count());
    }

    [Fact]
    public void Inspect_HeadingOfRoboflow_IsNoClass()
    {
        const string categories = """[{"id": 0, "name": "holes", "supercategory": "none"}, {"id": 1, "name": "pothole", "supercategory": "holes"}]""";

        var set = Ingested.From(Pictures().Text("_annotations.coco.json", Json(Images, """{"image_id": 1, "category_id": 1, "bbox": [0, 0, 32, 24]}""", categories)));
        var used = Ingested.From(Pictures().Text("_annotations.coco.json", Json(Images, """{"image_id": 1, "category_id": 0, "bbox": [0, 0, 32, 24]}""", categories)));

        Assert.Equal(["pothole"], set.Manifest.Classes);
        Assert.Equal(0, Assert.Single(set.Image("a.jpg").Boxes).ClassId);
        Assert.Equal(["holes", "pothole"], used.Manifest.Classes);
    }

    [Theory]
    [InlineData("images/train/a.jpg")]
    [InlineData("./images/train/A.JPG")]
    [InlineData("C:\\\\data\\\\images\\\\train\\\\a.jpg")]
    [InlineData("/home/me/train/a.jpg")]
    public void Inspect_NameWithFolders_FindsTheImageInThem(string name)
    {
        var set = Ingested.From(new DatasetBuilder()
            .Image("images/train/a.jpg").Image("images/val/a.jpg").Image("images/val/b.jpg")
            .Text("all.json", Json("{\"id\": 1, \"file_name\": \"" + name + "\"}, {\"id\": 2, \"file_name\": \"val/b.jpg\"}", """{"image_id": 1, "category_id": 3, "bbox": [0, 0, 32, 24]}""")));

        Assert.Equal(["images/train/a.jpg", "images/val/b.jpg"], set.Manifest.Images.Select(image => image.Source));
        Assert.Single(set.Of(FindingKind.UnlabeledImages));
    }

    [Fact]
    public void Ingest_FaultsOfAnnotations_AreReportedByTheirIds()
    {
        var set = Ingested.From(Pictures().Text("labels.json", Json(
            Images + """, {"id": 9, "file_name": "gone.jpg"}, {"id": 10}""",
            """
            {"id": 1, "image_id": 1, "category_id": 3, "bbox": [0, 0, 32, 24]},
            {"id": 2, "image_id": 1, "category_id": 99, "bbox": [0, 0, 32, 24]},
            {"id": 3, "image_id": 77, "category_id": 3, "bbox": [0, 0, 32, 24]},
            {"id": 4, "image_id": 1, "category_id": 3, "bbox": [0, 0, 1e999, 24]},
            {"id": 5, "image_id": 1, "category_id": 3, "bbox": [0, 0, "32", 24]},
            {"id": 6, "image_id": 1, "category_id": 3, "bbox": [0, 0, 0, 24]},
            {"id": 7, "image_id": 1, "category_id": 3, "bbox": [640, 0, 32, 24]},
            {"id": 8, "category_id": 3, "bbox": [640, 0, 32, 24]},
            {"id": 9, "image_id": 1, "category_id": 3, "bbox": [0, 0, 32, 24]},
            17
            """)));

        Assert.Single(set.Image("a.jpg").Boxes);
        Assert.StartsWith("Annotation 2: its category is not in the list", Assert.Single(set.Of(FindingKind.ClassOutOfRange)).Message, StringComparison.Ordinal);
        Assert.Equal(["Annotation 4", "Annotation 5", "Annotation 8", "Annotation 10", "An image of the list has no id or no file_name; left out"], set.Of(FindingKind.MalformedLabel).Select(finding => finding.Message.Split(':')[0]).Order(StringComparer.Ordinal).Order(Comparer<string>.Create((a, b) => a.Length.CompareTo(b.Length))));
        Assert.StartsWith("Annotation 6: ", Assert.Single(set.Of(FindingKind.BoxEmpty)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Annotation 7: ", Assert.Single(set.Of(FindingKind.BoxOutside)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Annotation 9: ", Assert.Single(set.Of(FindingKind.BoxDuplicate)).Message, StringComparison.Ordinal);
        Assert.Equal(2, set.Of(FindingKind.MissingImage).Count());
    }

    [Fact]
    public void Inspect_CutShortJson_IsRefusedWithItsName()
    {
        var json = Json(Images, """{"image_id": 1, "category_id": 3, "bbox": [0, 0, 32, 24]}""");
        foreach (var length in Enumerable.Range(1, json.Length - 1).Where(length => length % 7 == 0))
        {
            var exception = Assert.Throws<DatasetException>(() => Ingested.From(Pictures().Text("instances_all.json", json[..length])));
            Assert.Contains("instances_all.json cannot be read: it is not valid JSON", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Inspect_NoneOfTheImagesThere_IsRefused()
    {
        var exception = Assert.Throws<DatasetException>(() => Ingested.From(Pictures().Text("labels.json", Json("""{"id": 1, "file_name": "gone.jpg"}""", string.Empty))));

        Assert.Contains("none of those that its COCO file names, such as gone.jpg", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_MoreBoxesThanAllowed_IsRefused()
    {
        var boxes = string.Join(',', Enumerable.Repeat("""{"image_id": 1, "category_id": 3, "bbox": [0, 0, 32, 24]}""", 11));
        var limits = new IngestionLimits { PlannedBoxes = 10 };

        Assert.Throws<DatasetException>(() => Ingested.From(Pictures().Text("labels.json", Json(Images, boxes)), new IngestionOptions { Limits = limits }));
    }

    [Fact]
    public void Steps_ThroughJson_NeedTheAnnotationFileNoMore()
    {
        using var zip = Pictures().Text("labels.json", Json(Images, """{"image_id": 1, "category_id": 3, "bbox": [0, 0, 32, 24]}""")).Zip();
        var plan = ArchiveInspector.Inspect(zip, "set.zip", new IngestionOptions(), CancellationToken.None);
        using var without = Pictures().Zip();

        var passed = JsonSerializer.Deserialize<ImageGroup>(JsonSerializer.Serialize(plan.Groups[0]))!;
        var report = ImageGroupNormalizer.Normalize(without, plan.Classes, passed, plan.Options, Stream.Null, CancellationToken.None);

        Assert.Equal(new LabeledBox(0, 0.25f, 0.25f, 0.5f, 0.5f), Assert.Single(report.Images[0].Boxes));
        Assert.Empty(report.Images[1].Boxes);
    }

    [Fact]
    public void Inspect_ElementsLongerThanTheBuffer_AreRead()
    {
        var polygon = string.Join(", ", Enumerable.Range(0, 60_000).Select(i => i % 2 == 0 ? "32" : "24"));

        var set = Ingested.From(Pictures().Text("labels.json", Json(Images, $$"""{"image_id": 1, "category_id": 3, "segmentation": [[0, 0, {{polygon}}]]}, {"image_id": 2, "category_id": 3, "bbox": [0, 0, 32, 24]}""")));

        Assert.Equal(set.Image("b.jpg").Boxes, set.Image("a.jpg").Boxes);
    }

    internal const string Images = """{"id": 1, "file_name": "a.jpg", "width": 64, "height": 48}, {"id": 2, "file_name": "b.jpg"}""";

    internal static string Json(string images, string annotations, string categories = Categories) =>
        "{\"images\": [" + images + "], \"annotations\": [" + annotations + "], \"categories\": " + categories + "}";

    private static DatasetBuilder Pictures() => new DatasetBuilder().Image("a.jpg").Image("b.jpg");
}
