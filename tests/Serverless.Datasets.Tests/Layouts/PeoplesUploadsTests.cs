using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Layouts;

/// <summary>The ways in which people upload datasets, each with its counts or the words by which it is refused.</summary>
public sealed class PeoplesUploadsTests
{
    [Fact]
    public void Roboflow_TrainValidTestWithDataYaml() => Takes(
        new DatasetBuilder()
            .Pair("train/images/a.jpg", "train/labels/a.txt").Pair("train/images/b.jpg", "train/labels/b.txt")
            .Pair("valid/images/c.jpg", "valid/labels/c.txt").Pair("test/images/d.jpg", "test/labels/d.txt")
            .Text("data.yaml", "train: ../train/images\nval: ../valid/images\ntest: ../test/images\nnc: 1\nnames: ['pothole']\n").Text("README.roboflow.txt", "exported"),
        DatasetFormat.Yolo,
        (2, 1, 1),
        boxes: 4,
        "pothole");

    [Fact]
    public void Nested_TwoFoldersDownWithoutDataYaml() => Takes(
        new DatasetBuilder()
            .Pair("MWPD/Multi Weather/Training/Images/a.jpg", "MWPD/Multi Weather/Training/Labels/a.txt").Pair("MWPD/Multi Weather/Training/Images/b.jpg", "MWPD/Multi Weather/Training/Labels/b.txt")
            .Pair("MWPD/Multi Weather/Validation/Images/c.jpg", "MWPD/Multi Weather/Validation/Labels/c.txt").Pair("MWPD/Multi Weather/TESTING/Images/d.jpg", "MWPD/Multi Weather/TESTING/Labels/d.txt"),
        DatasetFormat.Yolo,
        (2, 1, 1),
        boxes: 4,
        "class0");

    [Fact]
    public void Ultralytics_ImagesAndLabelsBySplit() => Takes(
        new DatasetBuilder().Pair("coco8/images/train/a.jpg", "coco8/labels/train/a.txt").Pair("coco8/images/val/b.jpg", "coco8/labels/val/b.txt").Image("coco8/images/val/background.jpg"),
        DatasetFormat.Yolo,
        (1, 2, 0),
        boxes: 2,
        "class0");

    [Fact]
    public void TrafficSigns_SideBySideWithoutSplits() => Takes(
        new DatasetBuilder()
            .Pair("ts/ts/00000.jpg", "ts/ts/00000.txt", "2 0.5 0.5 0.25 0.25\r\n0 0.25 0.25 0.125 0.125\r\n").Pair("ts/ts/00001.jpg", "ts/ts/00001.txt").Pair("ts/ts/00002.jpg", "ts/ts/00002.txt", "\uFEFF1 0.5 0.5 0.25 0.25")
            .Text("classes.names", "prohibitory\ndanger\nmandatory\n").Text("train.txt", "ts/ts/00000.jpg\n"),
        DatasetFormat.Yolo,
        (2, 1, 0),
        boxes: 4,
        "prohibitory, danger, mandatory");

    [Fact]
    public void Segmentation_PolygonsBecomeBoxes() => Takes(
        new DatasetBuilder().Pair("train/images/a.jpg", "train/labels/a.txt", "0 0.25 0.25 0.75 0.25 0.5 0.75").Pair("valid/images/b.jpg", "valid/labels/b.txt"),
        DatasetFormat.Yolo,
        (1, 1, 0),
        boxes: 2,
        "class0");

    [Fact]
    public void CarPlates_ImagesAndAnnotations() => Takes(
        new DatasetBuilder()
            .Pair("images/Cars0.png", "annotations/Cars0.xml", VocLayoutTests.Xml(("licence", 16, 12, 48, 36)))
            .Pair("images/Cars1.png", "annotations/Cars1.xml", VocLayoutTests.Xml(("licence", 16, 12, 48, 36), ("licence", 0, 0, 9, 9))),
        DatasetFormat.Voc,
        (1, 1, 0),
        boxes: 3,
        "licence");

    [Fact]
    public void Coco_InstancesBesideOtherTasks() => Takes(
        new DatasetBuilder()
            .Image("train2017/a.jpg").Image("val2017/b.jpg")
            .Text("annotations/instances_train2017.json", CocoLayoutTests.Json("""{"id": 1, "file_name": "a.jpg"}""", """{"image_id": 1, "category_id": 7, "bbox": [0, 0, 32, 24]}, {"image_id": 1, "category_id": 7, "bbox": [0, 0, 64, 48], "iscrowd": 1}"""))
            .Text("annotations/instances_val2017.json", CocoLayoutTests.Json("""{"id": 1, "file_name": "b.jpg"}""", """{"image_id": 1, "category_id": 3, "segmentation": [[0, 0, 32, 0, 32, 24]]}"""))
            .Text("annotations/captions_train2017.json", """{"images": [{"id": 1, "file_name": "a.jpg"}], "annotations": [{"image_id": 1, "caption": "a truck"}]}"""),
        DatasetFormat.Coco,
        (1, 1, 0),
        boxes: 2,
        "car, truck");

    [Fact]
    public void Table_BoxesWithAHeader() => Takes(
        new DatasetBuilder().Image("a.jpg").Image("b.jpg").Text("_annotations.csv", "filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,64,48,hole,0,0,32,24\na.jpg,64,48,crack,32,24,64,48\nb.jpg,64,48,hole,0,0,32,24\n"),
        DatasetFormat.Csv,
        (1, 1, 0),
        boxes: 3,
        "crack, hole");

    [Fact]
    public void SeveralFormats_TheFirstIsTakenAndTheOthersNamed()
    {
        var dataset = DatasetBuilder.Ordinary()
            .Text("annotations/a.xml", VocLayoutTests.Xml(("hole", 0, 0, 9, 9))).Text("annotations/b.xml", VocLayoutTests.Xml(("hole", 0, 0, 9, 9)))
            .Text("train/_annotations.coco.json", "{}");

        var findings = Ingested.From(dataset).Of(FindingKind.OtherLabels).ToList();

        Assert.Equal(
            ["The dataset has labels in the format Voc too (2 files); those in the format Yolo were taken.", "The dataset has labels in the format Coco too (1 file); those in the format Yolo were taken."],
            findings.Select(finding => finding.Message));
        Assert.Empty(Ingested.From(dataset, new IngestionOptions { Format = DatasetFormat.Yolo }).Of(FindingKind.OtherLabels));
    }

    [Fact]
    public void ChestXrays_ClassFolders() => Refuses(
        new DatasetBuilder().Image("chest_xray/train/NORMAL/a.jpeg").Image("chest_xray/train/PNEUMONIA/b.jpeg").Image("chest_xray/val/NORMAL/c.jpeg"),
        "set.zip looks like a classification set: 3 images sorted into class folders (NORMAL, PNEUMONIA). They say what is in an image but not where, so a detector cannot learn from them. "
        + "Draw boxes with a labelling tool; a YOLO data set needs one .txt per image beside it or in labels/. If the folders are no classes, put all images into one folder: they are taken in to be labelled.");

    [Fact]
    public void Animals_ClassFoldersWithTheirOwnText() => Refuses(
        new DatasetBuilder().Pair("train/Butterfly/a.jpg", "train/Butterfly/Label/a.txt", "Butterfly 10.0 20.0 300.0 200.0\n"),
        "The text files beside the images are no YOLO labels. train/Butterfly/Label/a.txt:1: \"Butterfly\" is no number. Line dropped: \"Butterfly 10.0 20.0 300.0 200.0\". "
        + "Each line must be: class id, centre x, centre y, width, height, as shares of the image from 0 to 1. Export the dataset in YOLO format.");

    private static void Takes(DatasetBuilder dataset, DatasetFormat format, (int Train, int Validation, int Test) images, int boxes, string classes)
    {
        var set = Ingested.From(dataset);

        int Count(DatasetSplit split) => set.Manifest.Images.Count(image => image.Split == split);

        Assert.All(set.Plan.Groups, group => Assert.Equal(format, group.Format));
        Assert.Equal(images, (Count(DatasetSplit.Train), Count(DatasetSplit.Validation), Count(DatasetSplit.Test)));
        Assert.Equal(boxes, set.Manifest.Images.Sum(image => image.Boxes.Count));
        Assert.Equal(classes, string.Join(", ", set.Manifest.Classes));
        Assert.DoesNotContain(set.Report.Findings, finding => finding.Severity == FindingSeverity.Error);
    }

    private static void Refuses(DatasetBuilder dataset, string told) =>
        Assert.Equal(told, Assert.Throws<DatasetException>(() => Ingested.From(dataset)).Message);
}
