using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Layouts;

public sealed class VocLayoutTests
{
    [Theory]
    [InlineData("images", "annotations")]
    [InlineData("images", "images")]
    [InlineData("VOC2012/JPEGImages", "VOC2012/Annotations")]
    [InlineData("set/images", "labels_voc/xmls")]
    public void Inspect_AnnotationsAnywhere_AreFound(string images, string annotations)
    {
        var set = Ingested.From(new DatasetBuilder()
            .Pair($"{images}/a.jpg", $"{annotations}/a.xml", Xml(("truck", 16, 12, 48, 36)))
            .Pair($"{images}/b.jpg", $"{annotations}/b.xml", Xml(("car", 0, 0, 32, 24), ("truck", 32, 24, 64, 48))));

        Assert.Equal(DatasetFormat.Voc, set.Plan.Groups[0].Format);
        Assert.Equal(["car", "truck"], set.Manifest.Classes);
        Assert.Equal(new LabeledBox(1, 0.5f, 0.5f, 0.5f, 0.5f), Assert.Single(set.Image($"{images}/a.jpg").Boxes));
        Assert.Equal([new LabeledBox(0, 0.25f, 0.25f, 0.5f, 0.5f), new LabeledBox(1, 0.75f, 0.75f, 0.5f, 0.5f)], set.Image($"{images}/b.jpg").Boxes);
    }

    [Fact]
    public void Inspect_SplitFolders_AreTaken()
    {
        var set = Ingested.From(new DatasetBuilder()
            .Pair("train/images/a.jpg", "train/annotations/a.xml", Xml(("car", 0, 0, 32, 24)))
            .Pair("val/images/b.jpg", "val/annotations/b.xml", Xml(("car", 0, 0, 32, 24))));

        Assert.Equal([DatasetSplit.Train, DatasetSplit.Validation], set.Manifest.Images.Select(image => image.Split));
    }

    [Fact]
    public void Inspect_ImageSets_GiveTheSplits()
    {
        var set = Ingested.From(new DatasetBuilder()
            .Pair("JPEGImages/a.jpg", "Annotations/a.xml", Xml(("car", 0, 0, 32, 24)))
            .Pair("JPEGImages/b.jpg", "Annotations/b.xml", Xml(("car", 0, 0, 32, 24)))
            .Pair("JPEGImages/c.jpg", "Annotations/c.xml", Xml(("car", 0, 0, 32, 24)))
            .Text("ImageSets/Main/train.txt", "b\r\n").Text("ImageSets/Main/val.txt", "a  1\n").Text("ImageSets/Main/test.txt", "c")
            .Text("ImageSets/Main/car_train.txt", "a 1"));

        Assert.Equal(DatasetSplit.Validation, set.Image("JPEGImages/a.jpg").Split);
        Assert.Equal(DatasetSplit.Train, set.Image("JPEGImages/b.jpg").Split);
        Assert.Equal(DatasetSplit.Test, set.Image("JPEGImages/c.jpg").Split);
    }

    [Fact]
    public void Inspect_SizeTagThatLies_IsReportedAndTheImageWins()
    {
        var xml = Xml(("car", 0, 0, 32, 24)).Replace("<width>64<", "<width>640<", StringComparison.Ordinal);

        var set = Ingested.From(Two().Pair("images/c.jpg", "annotations/c.xml", xml));

        Assert.Equal(new LabeledBox(0, 0.25f, 0.25f, 0.5f, 0.5f), Assert.Single(set.Image("images/c.jpg").Boxes));
        Assert.Equal("images/c.jpg", Assert.Single(set.Of(FindingKind.ImageSize)).File);
    }

    [Theory]
    [InlineData(5, 0.25f, 0.25f)]
    [InlineData(6, 0.75f, 0.25f)]
    [InlineData(7, 0.75f, 0.75f)]
    [InlineData(8, 0.25f, 0.75f)]
    public void Ingest_LabelledBeforeItWasTurned_TurnsTheBoxes(byte orientation, float centerX, float centerY)
    {
        // The box takes the upper left quarter of the 64×48 pixels as they are encoded.
        var set = Ingested.From(Two().File("images/c.jpg", TestImages.TurnedJpeg(orientation)).Text("annotations/c.xml", Xml(("car", 0, 0, 32, 24))));

        Assert.Equal(new LabeledBox(0, centerX, centerY, 0.5f, 0.5f), Assert.Single(set.Image("images/c.jpg").Boxes));
        Assert.Equal(FindingSeverity.Info, Assert.Single(set.Of(FindingKind.ImageSize)).Severity);
    }

    [Fact]
    public void Ingest_LabelledAsDisplayed_KeepsTheBoxes()
    {
        var xml = Xml(("car", 0, 0, 24, 32)).Replace("<width>64</width><height>48</height>", "<width>48</width><height>64</height>", StringComparison.Ordinal);

        var set = Ingested.From(Two().File("images/c.jpg", TestImages.TurnedJpeg(6)).Text("annotations/c.xml", xml));

        Assert.Equal(new LabeledBox(0, 0.25f, 0.25f, 0.5f, 0.5f), Assert.Single(set.Image("images/c.jpg").Boxes));
        Assert.Empty(set.Of(FindingKind.ImageSize));
    }

    [Fact]
    public void Inspect_DifficultTruncatedAndParts_KeepTheObjectAlone()
    {
        const string extra = "<difficult>1</difficult><truncated>1</truncated><part><name>wheel</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part></object>";

        var set = Ingested.From(Two().Pair("images/c.jpg", "annotations/c.xml", Xml(("car", 0, 0, 32, 24)).Replace("</object>", extra, StringComparison.Ordinal)));

        Assert.Equal(["car"], set.Manifest.Classes);
        Assert.Equal(new LabeledBox(0, 0.25f, 0.25f, 0.5f, 0.5f), Assert.Single(set.Image("images/c.jpg").Boxes));
    }

    [Theory]
    [InlineData("<annotation><object><name>car</name>", "not valid XML")]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><annotation>&x;</annotation>", "it has a DOCTYPE")]
    public void Ingest_UnreadableAnnotation_DropsItsImage(string xml, string told)
    {
        var set = Ingested.From(Two().Pair("images/c.jpg", "annotations/c.xml", xml), new IngestionOptions { Format = DatasetFormat.Voc });

        Assert.DoesNotContain(set.Manifest.Images, image => image.Source == "images/c.jpg");
        var finding = Assert.Single(set.Of(FindingKind.UnreadableLabel));
        Assert.Equal("annotations/c.xml", finding.File);
        Assert.Contains(told, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_OtherXml_IsNoLabel()
    {
        var set = Ingested.From(Two().Pair("images/c.jpg", "annotations/c.xml", "<html/>"));

        Assert.Empty(set.Image("images/c.jpg").Boxes);
        Assert.Equal("images/c.jpg", Assert.Single(set.Of(FindingKind.MissingLabel)).File);
    }

    [Theory]
    [InlineData("0,5")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("")]
    public void Ingest_EdgeThatIsNoNumber_IsReportedWithItsLine(string edge)
    {
        var xml = Xml(("car", 0, 0, 32, 24)).Replace("<xmax>32<", $"<xmax>{edge}<", StringComparison.Ordinal);

        var set = Ingested.From(Two().Pair("images/c.jpg", "annotations/c.xml", xml));

        var finding = Assert.Single(set.Of(FindingKind.MalformedLabel));
        Assert.Equal(("annotations/c.xml", 3), (finding.File, finding.Line));
    }

    [Fact]
    public void Inspect_ClassNamesGiven_ChooseAndOrder()
    {
        var set = Ingested.From(
            new DatasetBuilder()
                .Pair("images/a.jpg", "annotations/a.xml", Xml(("car", 0, 0, 32, 24), ("truck", 32, 24, 64, 48)))
                .Pair("images/b.jpg", "annotations/b.xml", Xml(("Truck", 0, 0, 32, 24))),
            new IngestionOptions { ClassNames = ["truck", "bus"] });

        Assert.Equal(["truck", "bus"], set.Manifest.Classes);
        Assert.Equal(new LabeledBox(0, 0.75f, 0.75f, 0.5f, 0.5f), Assert.Single(set.Image("images/a.jpg").Boxes));
        Assert.Single(set.Of(FindingKind.ClassOutOfRange));
        Assert.Single(set.Image("images/b.jpg").Boxes);
    }

    [Fact]
    public void Inspect_ClassNamesThatFitNothing_AreRefused()
    {
        var exception = Assert.Throws<DatasetException>(() => Ingested.From(Two(), new IngestionOptions { ClassNames = ["ship"] }));

        Assert.Contains("has the classes car, none of which is among those given (ship)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_AnnotationNamedOtherwise_BelongsToTheImageItNames()
    {
        var xml = Xml(("car", 0, 0, 32, 24)).Replace("<annotation>", "<annotation><filename>photo 7.jpg</filename>", StringComparison.Ordinal);

        var set = Ingested.From(Two().Image("images/photo 7.jpg").Text("annotations/0007.xml", xml));

        Assert.Single(set.Image("images/photo 7.jpg").Boxes);
    }

    [Fact]
    public void Inspect_AnnotationsWithoutAnyImage_AreRefused()
    {
        var exception = Assert.Throws<DatasetException>(
            () => Ingested.From(new DatasetBuilder().Image("images/a.jpg").Text("annotations/x.xml", Xml(("car", 0, 0, 32, 24)))));

        Assert.Contains("none of them belongs to an image: for images/a.jpg there is none called a.xml", exception.Message, StringComparison.Ordinal);
    }

    internal static string Xml(params (string Name, double Left, double Top, double Right, double Bottom)[] objects) =>
        "<annotation>\n<size><width>64</width><height>48</height><depth>3</depth></size>\n"
        + string.Join('\n', objects.Select(item => FormattableString.Invariant(
            $"<object><name>{item.Name}</name><bndbox><xmin>{item.Left}</xmin><ymin>{item.Top}</ymin><xmax>{item.Right}</xmax><ymax>{item.Bottom}</ymax></bndbox></object>")))
        + "\n</annotation>";

    private static DatasetBuilder Two() => new DatasetBuilder()
        .Pair("images/a.jpg", "annotations/a.xml", Xml(("car", 0, 0, 32, 24)))
        .Pair("images/b.jpg", "annotations/b.xml", Xml(("car", 0, 0, 32, 24)));
}
