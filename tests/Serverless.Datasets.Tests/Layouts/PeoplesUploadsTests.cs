using System.Text;
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

    [Theory]
    [InlineData("[4, 3]", "0 0.5 0.5 0.25 0.25 0.4 0.4 2 0.9 0.1 2 0.5 0.5 1 0 0 0")]
    [InlineData("[1, 3]", "0 0.5 0.5 0.25 0.25 0.4 0.4 2")]
    [InlineData("[5, 2]", "0 0.5 0.5 0.25 0.25 0.4 0.4 0.1 0.1 0.9 0.9 0.5 0.5 0 0")]
    public void Pose_BoxesAloneAreTaken(string shape, string line)
    {
        var dataset = new DatasetBuilder().Pair("train/images/a.jpg", "train/labels/a.txt", line).Pair("valid/images/b.jpg", "valid/labels/b.txt", line)
            .Text("data.yaml", $"kpt_shape: {shape}\ntrain: ../train/images\nval: ../valid/images\nnames: [plate]\n");

        Takes(dataset, DatasetFormat.Yolo, (1, 1, 0), boxes: 2, "plate");
        Assert.All(Ingested.From(dataset).Manifest.Images, image => Assert.Equal([new LabeledBox(0, 0.5f, 0.5f, 0.25f, 0.25f)], image.Boxes));
    }

    [Fact]
    public void PoseWithoutItsShape_SaysWhatIsMissing() => Refuses(
        new DatasetBuilder().Pair("train/a.jpg", "train/a.txt", "0 0.5 0.5 0.25 0.25 0.4 0.4 2"),
        "The text files beside the images are no YOLO labels. train/a.txt:1: 8 columns; a box has 5 (class, centre x, centre y, width, height), "
        + "a polygon an odd number from 7; a box with key points needs kpt_shape in the data.yaml. Line dropped: \"0 0.5 0.5 0.25 0.25 0.4 0.4 2\". "
        + "Each line must be: class id, centre x, centre y, width, height, as shares of the image from 0 to 1. Export the dataset in YOLO format.");

    [Fact]
    public void Cvat_Yolo11WithListsOfItsSubsets() => Takes(
        new DatasetBuilder()
            .Pair("obj_train_data/a.PNG", "obj_train_data/a.txt").Pair("obj_train_data/b.PNG", "obj_train_data/b.txt").Pair("obj_train_data/c.PNG", "obj_train_data/c.txt").Pair("obj_valid_data/d.PNG", "obj_valid_data/d.txt")
            .Text("obj.data", "classes = 2\ntrain = data/train.txt\nvalid = data/valid.txt\nnames = data/obj.names\nbackup = backup/\n").Text("obj.names", "pothole\ncrack\n")
            .Text("train.txt", "data/obj_train_data/a.PNG\ndata/obj_train_data/b.PNG\ndata/obj_train_data/c.PNG\n").Text("valid.txt", "data/obj_valid_data/d.PNG\n"),
        DatasetFormat.Yolo,
        (3, 1, 0),
        boxes: 4,
        "pothole, crack");

    [Fact]
    public void Darknet_ListsOfOneFolder() => Takes(
        new DatasetBuilder()
            .Pair("set/obj/a.jpg", "set/obj/a.txt").Pair("set/obj/b.jpg", "set/obj/b.txt").Pair("set/obj/c.jpg", "set/obj/c.txt").Pair("set/obj/d.jpg", "set/obj/d.txt")
            .Text("set/obj.names", "pothole\n").Text("set/train.txt", "data/obj/a.jpg\r\n").Text("set/val.txt", "data/obj/b.jpg\r\ndata/obj/c.jpg\r\ndata/obj/d.jpg\r\n"),
        DatasetFormat.Yolo,
        (1, 3, 0),
        boxes: 4,
        "pothole");

    [Fact]
    public void Repacked_ListsBelowAnotherFolder() => Takes(
        new DatasetBuilder()
            .Pair("archive/images/a.jpg", "archive/labels/a.txt").Pair("archive/images/b.jpg", "archive/labels/b.txt").Pair("archive/images/c.jpg", "archive/labels/c.txt").Pair("archive/images/d.jpg", "archive/labels/d.txt")
            .Text("archive/train.txt", "/content/drive/My Drive/set/images/a.jpg\n").Text("archive/val.txt", "set/images/b.jpg\nset/images/c.jpg\nset/images/d.jpg\n")
            .Text("archive/data.yaml", "train: /content/drive/My Drive/set/train.txt\nval: val.txt\nnames: [pothole]\n"),
        DatasetFormat.Yolo,
        (1, 3, 0),
        boxes: 4,
        "pothole");

    [Fact]
    public void Masks_BesideTheImagesAreNoImages()
    {
        var dataset = new DatasetBuilder()
            .Pair("train/images/a.jpg", "train/labels/a.txt").Image("train/masks/a.png").Image("train/overlay/a_boxes.png").Image("train/images/background.jpg")
            .Pair("valid/images/b.jpg", "valid/labels/b.txt").Image("valid/masks/b.png");

        Takes(dataset, DatasetFormat.Yolo, (2, 1, 0), boxes: 2, "class0");
        Assert.Equal(["train/masks/a.png", "train/overlay/a_boxes.png", "valid/masks/b.png"], Ingested.From(dataset).Of(FindingKind.UnlabeledImages).Select(finding => finding.File));
    }

    [Fact]
    public void Masks_BelowFlatSplitsAreNoBackgrounds() => Takes(
        new DatasetBuilder().Pair("train/a.jpg", "train/a.txt").Image("train/background.jpg").Image("train/Masks/a_mask.png").Pair("val/b.jpg", "val/b.txt"),
        DatasetFormat.Yolo,
        (2, 1, 0),
        boxes: 2,
        "class0");

    [Fact]
    public void Voc2012_SegmentationsAreNoImages() => Takes(
        new DatasetBuilder()
            .Pair("VOC2012/JPEGImages/a.jpg", "VOC2012/Annotations/a.xml", VocLayoutTests.Xml(("car", 16, 12, 48, 36))).Image("VOC2012/SegmentationClass/a.png").Image("VOC2012/SegmentationObject/a.png")
            .Pair("VOC2012/JPEGImages/b.jpg", "VOC2012/Annotations/b.xml", VocLayoutTests.Xml(("car", 16, 12, 48, 36))).Image("VOC2012/SegmentationClass/b.png")
            .Text("VOC2012/ImageSets/Main/train.txt", "a\n").Text("VOC2012/ImageSets/Main/val.txt", "b\n"),
        DatasetFormat.Voc,
        (1, 1, 0),
        boxes: 2,
        "car");

    [Theory]
    [InlineData("clip/a\n", "clip/b\nclip/c\n")]
    [InlineData("a.jpg\n", "b.jpg\nc.jpg\n")]
    [InlineData("JPEGImages/clip/a.jpg 1\n", "JPEGImages/clip/b.jpg 1\nJPEGImages/clip/c.jpg -1\n")]
    public void Cvat_VocSetsNameFoldersAndExtensions(string train, string validation) => Takes(
        new DatasetBuilder()
            .Pair("JPEGImages/clip/a.jpg", "Annotations/clip/a.xml", VocLayoutTests.Xml(("car", 16, 12, 48, 36)))
            .Pair("JPEGImages/clip/b.jpg", "Annotations/clip/b.xml", VocLayoutTests.Xml(("car", 16, 12, 48, 36)))
            .Pair("JPEGImages/clip/c.jpg", "Annotations/clip/c.xml", VocLayoutTests.Xml(("car", 16, 12, 48, 36)))
            .Text("ImageSets/Main/train.txt", train).Text("ImageSets/Main/val.txt", validation),
        DatasetFormat.Voc,
        (1, 2, 0),
        boxes: 3,
        "car");

    [Theory]
    [InlineData("Schlaglo\u0308cher", "Schlagl\u00F6cher")]
    [InlineData("\u1112\u1161\u11AB\u1100\u1173\u11AF", "\uD55C\uAE00")]
    [InlineData("tie\u0302\u0301ng", "ti\u1EBFng")]
    [InlineData("\u30CF\u309A", "\u30D1")]
    public void MacOs_NamesWrittenApart(string apart, string asOne)
    {
        var dataset = new DatasetBuilder().Pair($"train/images/{apart}.jpg", $"train/labels/{asOne}.txt").Pair($"valid/images/{asOne}.jpg", $"valid/labels/{apart}.txt");
        using var folder = new TemporaryFolder();
        dataset.WriteTo(folder.Path);

        Takes(dataset, DatasetFormat.Yolo, (1, 1, 0), boxes: 2, "class0");
        using var read = DatasetReader.Open(folder.Path);
        Assert.NotEmpty(Assert.Single(read.Samples(DatasetSplit.Train)).ReadImage());
        Assert.Single(Assert.Single(read.Samples(DatasetSplit.Train)).Boxes);
        Takes(
            new DatasetBuilder().Image($"{apart}1.jpg").Image($"{apart}2.jpg").Text("t.csv", $"filename,class,xmin,ymin,xmax,ymax\n{asOne}1.jpg,hole,0,0,32,24\n{asOne}2.jpg,hole,0,0,32,24\n"),
            DatasetFormat.Csv,
            (1, 1, 0),
            boxes: 2,
            "hole");
    }

    [Fact]
    public void LabelStudio_AddressesInsteadOfNames() => Takes(
        new DatasetBuilder().Image("images/road 0 ü.jpg").Image("images/road 1.jpg").Image("images/road 2.jpg")
            .Text("result.json", CocoLayoutTests.Json(
                """{"id": 0, "file_name": "https://account.blob.example/c/road%200%20%C3%BC.jpg?sv=2020&sig=a/b"}, {"id": 1, "file_name": "/data/upload/3/road%201.jpg"}, {"id": 2, "file_name": "http://localhost:8080/data/local-files/?d=set/road%202.jpg"}""",
                """{"image_id": 0, "category_id": 7, "bbox": [0, 0, 32, 24]}, {"image_id": 1, "category_id": 7, "bbox": [0, 0, 32, 24]}, {"image_id": 2, "category_id": 7, "bbox": [0, 0, 32, 24]}""")),
        DatasetFormat.Coco,
        (2, 1, 0),
        boxes: 3,
        "car, truck");

    [Fact]
    public void DataFrames_IdsWithADecimal() => Takes(
        new DatasetBuilder().Image("a.jpg").Image("b.jpg")
            .Text("a.json", CocoLayoutTests.Json(
                """{"id": 1, "file_name": "a.jpg"}, {"id": 2, "file_name": "b.jpg"}""",
                """{"image_id": 1.0, "category_id": 7.0, "bbox": [0, 0, 32, 24]}, {"image_id": 2.0, "category_id": 3, "bbox": [0, 0, 32, 24]}""")),
        DatasetFormat.Coco,
        (1, 1, 0),
        boxes: 2,
        "car, truck");

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

    [Fact]
    public void TwoDatasetsOfOneArchive_WithOtherClasses()
    {
        var dataset = new DatasetBuilder()
            .Pair("a/train/images/a.jpg", "a/train/labels/a.txt").Pair("a/valid/images/b.jpg", "a/valid/labels/b.txt").Text("a/data.yaml", "names: [pothole]")
            .Pair("b/train/images/c.jpg", "b/train/labels/c.txt").Pair("b/valid/images/d.jpg", "b/valid/labels/d.txt").Text("b/data.yaml", "names: [car]");

        Refuses(
            dataset,
            "set.zip holds several datasets: a/data.yaml and b/data.yaml name different classes, so the same class id means different things. "
            + "Upload each as an archive of its own and merge the versions, or give the class names at upload where one list is right for all.");
        Assert.Equal(["thing"], Ingested.From(dataset, new IngestionOptions { ClassNames = ["thing"] }).Manifest.Classes);
    }

    [Fact]
    public void Kitti_LabelsAndCalibrationsOfOneName() => Refuses(
        new DatasetBuilder().Image("training/image_2/0.png").Text("training/label_2/0.txt", "Car 0.00 0 -1.58 587 173 614 200 1.65 1.67 3.64 -0.65 1.71 46.7 -1.59").Text("training/calib/0.txt", "P0: 7.2e+02"),
        "set.zip has 1 image and 2 .txt files, but none of them belongs to an image: that of training/image_2/0.png may be training/label_2/0.txt or training/calib/0.txt. "
        + "Leave one of them, where it belongs; a YOLO data set needs one .txt per image beside it or in labels/.");

    [Fact]
    public void TfRecord_Records() => Refuses(
        new DatasetBuilder().Text("train/potholes.tfrecord", "x").Text("train/potholes_label_map.pbtxt", "item {}"),
        "set.zip has its images in train/potholes.tfrecord, a format that is not read. Export the dataset in YOLO, COCO or Pascal VOC format.");

    [Fact]
    public void JsonLines_ForLanguageModels() => Refuses(
        new DatasetBuilder().Image("train/a.jpg").Text("train/_annotations.jsonl", "{}"),
        "set.zip has 1 image, but train/_annotations.jsonl is of a format that is not read. "
        + "Export the dataset in YOLO, COCO or Pascal VOC format, or leave that file out to have the images taken in without labels.");

    [Fact]
    public void Video_InsteadOfImages() => Refuses(
        new DatasetBuilder().Text("clip.mp4", "x").Text("labels/a.txt", DatasetBuilder.Box),
        "set.zip has a video, clip.mp4, but no images. Take single frames of it as images, with the labels for each; a YOLO data set needs one .txt per image beside it or in labels/. "
        + "To have a video analysed, upload it to inbox/videos.");

    [Fact]
    public void Voc_OfAnEncodingThatIsNotDeclared() => Assert.StartsWith(
        "a.xml cannot be read: it is not valid XML: ",
        Assert.Throws<DatasetException>(() => Ingested.From(new DatasetBuilder().Image("a.jpg").File("a.xml", Encoding.Latin1.GetBytes(VocLayoutTests.Xml(("groß", 0, 0, 9, 9)))))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Excel_DecimalCommasAreTold() => Refuses(
        new DatasetBuilder().Image("a.jpg").Image("b.jpg").Text("t.csv", "filename;class;xmin;ymin;xmax;ymax\r\na.jpg;hole;5,5;5,0;30,0;30,5\r\nb.jpg;hole;5,5;5,0;30,0;30,5\r\n"),
        "set.zip has no usable box on any of its 2 images, so there is nothing to learn. t.csv:2: \"5,5\" is no number; decimals are written with a point. Row dropped. "
        + "t.csv:3: \"5,5\" is no number; decimals are written with a point. Row dropped.");

    [Fact]
    public void Excel_NamesOfAnotherEncoding() => Refuses(
        new DatasetBuilder().Image("Straße.jpg").File("t.csv", Encoding.Latin1.GetBytes("filename,class,xmin,ymin,xmax,ymax\nStraße.jpg,hole,5,5,30,30\n")),
        "set.zip has 1 images, but none of those that its CSV file names, such as Stra\uFFFDe.jpg. It has characters that cannot be read: save the file in UTF-8.");

    [Fact]
    public void Notepad_ClassNamesOfAnotherEncoding()
    {
        var set = Ingested.From(DatasetBuilder.Ordinary(names: Encoding.Latin1.GetBytes("names: [Straße]")));

        Assert.Equal("Class 0, Stra\uFFFDe, has characters that cannot be read. Save the file with its name in UTF-8, or name the classes at upload.", Assert.Single(set.Of(FindingKind.ClassNames)).Message);
    }

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
