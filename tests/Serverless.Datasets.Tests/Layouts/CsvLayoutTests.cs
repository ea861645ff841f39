using System.Globalization;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Layouts;

public sealed class CsvLayoutTests
{
    [Theory]
    [InlineData("filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,64,48,car,16,12,48,36\nb.jpg,64,48,bus,0,0,32,24")]
    [InlineData("image;label;x_min;y_min;x_max;y_max\r\na.jpg;car;16;12;48;36\r\nb.jpg;bus;0;0;32;24\r\n")]
    [InlineData("\uFEFFpath,class_name,x,y,width,height\nimages/a.jpg,car,16,12,32,24\nimages/b.jpg,bus,0,0,32,24")]
    [InlineData("\"Image Path\",\"Label\",\"x1\",\"y1\",\"x2\",\"y2\"\n\"a.jpg\",\"car\",\"16\",\"12\",\"48\",\"36\"\n\n\"b.jpg\",bus,0,0,32,24")]
    [InlineData("image_id,label,xmin,ymin,xmax,ymax\na,car,0.25,0.25,0.75,0.75\nb,bus,0,0,0.5,0.5")]
    [InlineData("file\tcategory\tx_center\ty_center\twidth\theight\na.jpg\tcar\t0.5\t0.5\t0.5\t0.5\nb.jpg\tbus\t0.25\t0.25\t0.5\t0.5")]
    [InlineData("filename,bbox_x,bbox_y,bbox_width,bbox_height,image_width,image_height,class\na.jpg,16,12,32,24,64,48,car\nb.jpg,0,0,32,24,64,48,bus")]
    public void Inspect_HeadersInUse_AreUnderstood(string csv)
    {
        var set = Ingested.From(Pictures().Text("annotations.csv", csv));

        Assert.Equal(["bus", "car"], set.Manifest.Classes);
        Assert.Equal(new LabeledBox(1, 0.5f, 0.5f, 0.5f, 0.5f), Assert.Single(set.Image("images/a.jpg").Boxes));
        Assert.Equal(new LabeledBox(0, 0.25f, 0.25f, 0.5f, 0.5f), Assert.Single(set.Image("images/b.jpg").Boxes));
        Assert.Contains(csv.Contains("0.5", StringComparison.Ordinal) ? "shares of the image" : "pixels", Assert.Single(set.Of(FindingKind.CoordinateUnits)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_QuotedFields_KeepSeparatorsQuotesAndBreaks()
    {
        var set = Ingested.From(
            new DatasetBuilder().Image("images/a, \"b\".jpg").Image("images/c.jpg")
                .Text("t.csv", "filename,class,xmin,ymin,xmax,ymax,note\n\"a, \"\"b\"\".jpg\",\"car, red\",0,0,32,24,\"two\nlines\"\nc.jpg,x,bad,0,32,24,"));

        Assert.Equal(["car, red"], set.Manifest.Classes);
        Assert.Single(set.Image("images/a, \"b\".jpg").Boxes);
        Assert.Equal(4, Assert.Single(set.Of(FindingKind.MalformedLabel)).Line);
    }

    [Fact]
    public void Inspect_TablesOfSplits_GiveThem()
    {
        var set = Ingested.From(Pictures()
            .Text("train_labels.csv", "filename,class,xmin,ymin,xmax,ymax\na.jpg,car,0,0,32,24")
            .Text("test_labels.csv", "filename,class,xmin,ymin,xmax,ymax\nc.jpg,car,0,0,32,24")
            .Text("val_labels.csv", "filename,class,xmin,ymin,xmax,ymax\nb.jpg,car,0,0,32,24")
            .Image("images/c.jpg"));
        var column = Ingested.From(Pictures().Text("all.csv", "filename,class,xmin,ymin,xmax,ymax,split\na.jpg,car,0,0,32,24,Val\nb.jpg,car,0,0,32,24,train"));

        Assert.Equal(DatasetSplit.Train, set.Image("images/a.jpg").Split);
        Assert.Equal(DatasetSplit.Validation, set.Image("images/b.jpg").Split);
        Assert.Equal(DatasetSplit.Test, set.Image("images/c.jpg").Split);
        Assert.Equal(DatasetSplit.Validation, column.Image("images/a.jpg").Split);
    }

    [Fact]
    public void Inspect_ClassesAsNumbersOrNone_AreIdsOrOneClass()
    {
        var ids = Ingested.From(Pictures().Text("t.csv", "image,class,xmin,ymin,xmax,ymax\na.jpg,2,0,0,32,24\nb.jpg,0,0,0,32,24").Text("classes.txt", "car\nbus\ntruck"));
        var none = Ingested.From(Pictures().Text("t.csv", "image,xmin,ymin,xmax,ymax\na.jpg,0,0,32,24\nb.jpg,,,,"));

        Assert.Equal(["car", "bus", "truck"], ids.Manifest.Classes);
        Assert.Equal(2, Assert.Single(ids.Image("images/a.jpg").Boxes).ClassId);
        Assert.Equal(["object"], none.Manifest.Classes);
        Assert.Empty(none.Image("images/b.jpg").Boxes);
    }

    [Theory]
    [InlineData("0,5")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("twelve")]
    public void Inspect_NumberThatIsNone_IsReportedWithItsLine(string number)
    {
        var set = Ingested.From(Pictures().Text("t.csv", $"image;class;xmin;ymin;xmax;ymax\na.jpg;car;0;0;32;24\nb.jpg;car;{number};0;32;24"));

        var finding = Assert.Single(set.Of(FindingKind.MalformedLabel));
        Assert.Equal(("t.csv", 3), (finding.File, finding.Line));
        Assert.Equal(number.Contains(','), finding.Message.Contains("with a point", StringComparison.Ordinal));
    }

    [Fact]
    public void Inspect_AnyCulture_ReadsTheSame()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator) = (",", ".");
            CultureInfo.CurrentCulture = german;
            var set = Ingested.From(Pictures().Text("t.csv", "image,class,xmin,ymin,xmax,ymax\na.jpg,car,0.25,0.25,0.75,0.75\nb.jpg,car,0,0,0.5,0.5"));
            Assert.Equal(0.5f, Assert.Single(set.Image("images/a.jpg").Boxes).Width);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [InlineData("image,class,xmin,ymin,xmax,ymax\na.jpg,\"car,0,0,32,24\nb.jpg,car,0,0,32,24", "is not closed")]
    [InlineData("image,class,xmin,ymin,xmax,ymax\nx.jpg,car,0,0,32,24", "none of those that its CSV file names, such as x.jpg")]
    [InlineData("a.jpg,0,0,32,24,car\nb.jpg,0,0,32,24,car", "it needs a header with an image, a class")]
    public void Inspect_UnusableTable_IsRefusedWithTheReason(string csv, string told)
    {
        var exception = Assert.Throws<DatasetException>(() => Ingested.From(Pictures().Text("t.csv", csv)));

        Assert.Contains(told, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_ThroughJson_KeepPlannedBoxes()
    {
        var box = new PlannedBox(3, 0.1, -2.5, 1e300, 7, 9_007_199_254_740_991);

        Assert.Equal(box, System.Text.Json.JsonSerializer.Deserialize<PlannedBox>(System.Text.Json.JsonSerializer.Serialize(box)));
        Assert.Equal(box, System.Text.Json.JsonSerializer.Deserialize<PlannedBox>(System.Text.Json.JsonSerializer.Serialize(box, DatasetJson.Options), DatasetJson.Options));
    }

    private static DatasetBuilder Pictures() => new DatasetBuilder().Image("images/a.jpg").Image("images/b.jpg");
}
