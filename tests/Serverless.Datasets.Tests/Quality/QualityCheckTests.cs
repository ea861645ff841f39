using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Quality;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Quality;

public sealed class QualityCheckTests
{
    [Fact]
    public void Ingest_NearDuplicates_AreToldWithinAndAcrossSplits()
    {
        var set = Ingested.From(Scenes(0..6)
            .File("train/images/small.jpg", Scene.Jpeg(2, 80, 60)).Text("train/labels/small.txt", DatasetBuilder.Box)
            .File("valid/images/dim.jpg", Scene.Jpeg(3, quality: 40)).Text("valid/labels/dim.txt", DatasetBuilder.Box));

        Assert.Equal("train/images/small.jpg", Assert.Single(set.Of(FindingKind.NearDuplicateImage)).File);
        var leak = Assert.Single(set.Of(FindingKind.NearLeak));
        Assert.Equal(("valid/images/dim.jpg", FindingSeverity.Warning), (leak.File, leak.Severity));
        Assert.Contains("train/images/3.jpg", leak.Message, StringComparison.Ordinal);
        Assert.Empty(set.Of(FindingKind.Leak));
    }

    [Fact]
    public void Ingest_NearDuplicatesNotAsked_AreNotTold()
    {
        var set = Ingested.From(
            Scenes(0..6).File("train/images/small.jpg", Scene.Jpeg(2, 80, 60)).Text("train/labels/small.txt", DatasetBuilder.Box),
            new IngestionOptions { Quality = new QualityOptions { NearDuplicateDistance = -1 } });

        Assert.Empty(set.Of(FindingKind.NearDuplicateImage));
    }

    [Fact]
    public void Ingest_ImagesOfOneColor_AreToldButNoDuplicates()
    {
        var dataset = Scenes(0..4);
        foreach (var grey in new[] { 0, 1, 2, 255 })
        {
            dataset.File($"train/images/flat{grey}.jpg", Scene.Flat(grey));
        }

        var set = Ingested.From(dataset);

        Assert.Equal(4, set.Of(FindingKind.FlatImage).Count());
        Assert.Empty(set.Of(FindingKind.NearDuplicateImage));
        Assert.Null(set.Image("train/images/flat0.jpg").PerceptualHash);
        Assert.Equal(16, set.Image("train/images/0.jpg").PerceptualHash!.Length);
    }

    [Fact]
    public void Ingest_BoxOverNearlyAll_IsKeptAndTold()
    {
        var set = Ingested.From(WithLabels("0 0.5 0.5 0.94 0.94\n0 0.5 0.5 0.96 0.96\n"));

        var finding = Assert.Single(set.Of(FindingKind.BoxHuge));
        Assert.Equal(("train/labels/x.txt", 2, FindingSeverity.Warning), (finding.File, finding.Line, finding.Severity));
        Assert.Contains("92.2 %", finding.Message, StringComparison.Ordinal);
        Assert.Equal(2, set.Image("train/images/x.jpg").Boxes.Count);
    }

    [Fact]
    public void Ingest_DropRules_LeaveBoxesOut()
    {
        // 0.75 pixels of 160, and 1.6.
        var dataset = WithLabels("0 0.5 0.5 0.0046875 0.5\n0 0.5 0.5 0.01 0.5\n0 0.5 0.5 0.96 0.96\n");
        var options = new IngestionOptions { Quality = new QualityOptions { SmallBoxes = BoxRule.Drop, LargeBoxes = BoxRule.Drop } };

        var set = Ingested.From(dataset, options);

        Assert.Equal(0.01f, Assert.Single(set.Image("train/images/x.jpg").Boxes).Width);
        Assert.Equal((1, FindingSeverity.Error), LineAndSeverity(Assert.Single(set.Of(FindingKind.BoxTiny))));
        Assert.Equal((3, FindingSeverity.Error), LineAndSeverity(Assert.Single(set.Of(FindingKind.BoxHuge))));
        Assert.Equal(2, Ingested.From(dataset, options with { Quality = options.Quality with { MaxBoxRatio = 1 } }).Image("train/images/x.jpg").Boxes.Count);
    }

    [Fact]
    public void Ingest_SuspiciousVocBox_IsToldWithTheLineOfItsObject()
    {
        // 160×120 pixels.
        const string Annotation = """
            <annotation>
              <object><name>pothole</name><bndbox><xmin>10</xmin><ymin>10</ymin><xmax>60</xmax><ymax>50</ymax></bndbox></object>
              <object><name>pothole</name><bndbox><xmin>0</xmin><ymin>0</ymin><xmax>159</xmax><ymax>119</ymax></bndbox></object>
              <object><name>pothole</name><bndbox><xmin>20</xmin><ymin>20</ymin><xmax>20.75</xmax><ymax>50</ymax></bndbox></object>
              <object><name>pothole</name><bndbox><xmin>120</xmin><ymin>20</ymin><xmax>180</xmax><ymax>50</ymax></bndbox></object>
            </annotation>
            """;
        var dataset = new DatasetBuilder();
        for (var i = 0; i < 4; i++)
        {
            dataset.File($"{i}.jpg", Scene.Jpeg(i)).Text($"{i}.xml", Annotation.Replace("<xmin>10<", $"<xmin>{i}<", StringComparison.Ordinal));
        }

        var set = Ingested.From(dataset);

        Assert.All(set.Of(FindingKind.BoxHuge), finding => Assert.Equal(3, finding.Line));
        Assert.All(set.Of(FindingKind.BoxTiny), finding => Assert.Equal(4, finding.Line));
        Assert.All(set.Of(FindingKind.BoxClipped), finding => Assert.Equal(5, finding.Line));
        string[] files = ["0.xml", "1.xml", "2.xml", "3.xml"];
        Assert.All([FindingKind.BoxHuge, FindingKind.BoxTiny, FindingKind.BoxClipped], kind => Assert.Equal(files, set.Of(kind).Select(finding => finding.File).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Ingest_SuspiciousRowOfATable_IsToldWithItsLine()
    {
        var table = "filename,width,height,class,xmin,ymin,xmax,ymax\n0.jpg,160,120,pothole,1,1,159,119\n" + string.Concat(Enumerable.Range(1, 3).Select(i => $"{i}.jpg,160,120,pothole,{i},10,50,60\n"));
        var dataset = new DatasetBuilder().Text("boxes.csv", table);
        for (var i = 0; i < 4; i++)
        {
            dataset.File($"{i}.jpg", Scene.Jpeg(i));
        }

        var finding = Assert.Single(Ingested.From(dataset).Of(FindingKind.BoxHuge));

        Assert.Equal(("boxes.csv", 2), (finding.File, finding.Line));
        Assert.Contains("97.1 %", finding.Message, StringComparison.Ordinal);
    }

    // 160×120 pixels: 80×8 is 10 to 1.
    [Theory]
    [InlineData(null, BoxRule.Drop, 0, 2)]
    [InlineData(10.1, BoxRule.Drop, 0, 2)]
    [InlineData(9.9, BoxRule.Keep, 1, 2)]
    [InlineData(9.9, BoxRule.Drop, 1, 1)]
    public void Ingest_ThinBox_IsToldWhereALimitIsSet(double? aspect, BoxRule rule, int findings, int boxes)
    {
        var dataset = WithLabels(FormattableString.Invariant($"0 0.5 0.5 0.2 0.2\n0 0.5 0.5 0.5 {8 / 120.0:R}\n"));

        var set = Ingested.From(dataset, new IngestionOptions { Quality = new QualityOptions { MaxBoxAspect = aspect, ThinBoxes = rule } });

        Assert.Equal(Enumerable.Repeat<int?>(2, findings), set.Of(FindingKind.BoxThin).Select(finding => finding.Line));
        Assert.Equal(boxes, set.Image("train/images/x.jpg").Boxes.Count);
    }

    [Theory]
    [InlineData(EdgeRule.Clip, "0 0.95 0.5 0.2 0.1", 0.925f, 0.15f)]
    [InlineData(EdgeRule.Keep, "0 0.95 0.5 0.2 0.1", 0.95f, 0.2f)]
    [InlineData(EdgeRule.Keep, "0 1.05 0.5 0.2 0.1", 0.975f, 0.05f)]
    [InlineData(EdgeRule.Keep, "0 0.5 0.5 1.2 0.1", 0.5f, 1f)]
    [InlineData(EdgeRule.Drop, "0 0.95 0.5 0.2 0.1", null, null)]
    public void Ingest_BoxBeyondTheEdge_FollowsTheRule(EdgeRule rule, string label, float? centerX, float? width)
    {
        var set = Ingested.From(WithLabels($"0 0.3 0.3 0.2 0.2\n{label}\n"), new IngestionOptions { Quality = new QualityOptions { EdgeBoxes = rule } });

        var finding = Assert.Single(set.Of(FindingKind.BoxClipped));
        Assert.Equal((2, rule == EdgeRule.Drop ? FindingSeverity.Error : FindingSeverity.Warning), LineAndSeverity(finding));
        var beyond = set.Image("train/images/x.jpg").Boxes.Skip(1).ToList();
        Assert.Equal(centerX is null ? 0 : 1, beyond.Count);
        Assert.All(beyond, box => Assert.Equal((centerX!.Value, width!.Value), (MathF.Round(box.CenterX, 5), MathF.Round(box.Width, 5))));
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(5, 1)]
    public void Ingest_SameBoxOnPictures_IsToldFromFive(int pictures, int findings)
    {
        var dataset = Scenes(0..4, seed => FormattableString.Invariant($"0 0.5 0.5 0.{seed + 1} 0.3\n"));
        for (var i = 0; i < pictures; i++)
        {
            dataset.File($"train/images/r{i}.jpg", Scene.Jpeg(50 + i)).Text($"train/labels/r{i}.txt", "0 0.3 0.4 0.25 0.15\n");
        }

        Assert.Equal(findings, Ingested.From(dataset).Of(FindingKind.BoxRepeated).Count());
    }

    [Theory]
    [InlineData(20, 0, 1)]
    [InlineData(19, 0, 0)]
    [InlineData(19, 1, 1)]
    [InlineData(19, 2, 0)]
    public void Ingest_OneSizeOfAClass_IsToldFromTwentyBoxes(int same, int others, int findings)
    {
        // Centres differ, or it would be one box on many images. 2 boxes an image.
        string Labels(int i) => FormattableString.Invariant($"0 {0.2 + (0.02 * i)} 0.5 0.1 {(i < same ? 0.1 : 0.3)}\n");
        var dataset = new DatasetBuilder().Text("data.yaml", "names: [pothole, crack]\n")
            .File("valid/images/v.jpg", Scene.Jpeg(900)).Text("valid/labels/v.txt", "1 0.5 0.5 0.3 0.2\n")
            .File("train/images/t.jpg", Scene.Jpeg(901)).Text("train/labels/t.txt", "1 0.5 0.5 0.4 0.2\n");
        for (var i = 0; i < same + others; i++)
        {
            dataset.File($"train/images/{i}.jpg", Scene.Jpeg(i)).Text($"train/labels/{i}.txt", Labels(i));
        }

        Assert.Equal(findings, Ingested.From(dataset).Of(FindingKind.BoxUniform).Count());
    }

    [Fact]
    public void Ingest_RareClasses_AreNamed()
    {
        var dataset = new DatasetBuilder().Text("data.yaml", "names: [pothole, crack, rut]\n");
        for (var i = 0; i < 19; i++)
        {
            var many = string.Concat(Enumerable.Range(0, 20).Select(j => FormattableString.Invariant($"0 {0.1 + (0.04 * j)} 0.{i + 10} 0.05 0.05\n")));
            dataset.File($"train/images/{i}.jpg", Scene.Jpeg(i)).Text($"train/labels/{i}.txt", many + (i == 0 ? "1 0.5 0.5 0.2 0.2\n" : "2 0.5 0.5 0.2 0.2\n"));
        }

        dataset.File("valid/images/v.jpg", Scene.Jpeg(90)).Text("valid/labels/v.txt", "0 0.5 0.5 0.1 0.2\n2 0.5 0.5 0.1 0.2");

        var messages = Ingested.From(dataset).Of(FindingKind.ClassBalance).Select(finding => finding.Message).ToList();

        Assert.Equal(3, messages.Count);
        Assert.Contains(messages, message => message.StartsWith("1 class has fewer than 10 boxes to train with: crack (1).", StringComparison.Ordinal));
        Assert.Contains(messages, message => message.Contains("none to validate with: crack (1).", StringComparison.Ordinal));
        Assert.Contains(messages, message => message.Contains("pothole has 380 boxes to train with, crack 1: more than 20 to 1", StringComparison.Ordinal));
    }

    [Fact]
    public void Ingest_MostlyBackground_IsTold()
    {
        var dataset = Scenes(0..4);
        for (var i = 10; i < 26; i++)
        {
            dataset.File($"train/images/{i}.jpg", Scene.Jpeg(i)).Text($"train/labels/{i}.txt", string.Empty);
        }

        Assert.Contains(Ingested.From(dataset).Of(FindingKind.ClassBalance), finding => finding.Message.Contains("16 of 19 training images have no box", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-2, 1, 0.9)]
    [InlineData(17, 1, 0.9)]
    [InlineData(4, -1, 0.9)]
    [InlineData(4, double.NaN, 0.9)]
    [InlineData(4, 1, 0)]
    [InlineData(4, 1, 1.1)]
    public void Validate_OutOfRange_IsRefused(int distance, double pixels, double ratio)
    {
        var options = new IngestionOptions { Quality = new QualityOptions { NearDuplicateDistance = distance, MinBoxPixels = pixels, MaxBoxRatio = ratio } };

        Assert.Throws<DatasetException>(options.Validate);
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Validate_AspectOutOfRange_IsRefused(double aspect) =>
        Assert.Throws<DatasetException>(new IngestionOptions { Quality = new QualityOptions { MaxBoxAspect = aspect } }.Validate);

    private static (int? Line, FindingSeverity Severity) LineAndSeverity(Finding finding) => (finding.Line, finding.Severity);

    // The first half trains, the second validates.
    private static DatasetBuilder Scenes(Range seeds, Func<int, string>? labels = null)
    {
        var dataset = new DatasetBuilder().Text("data.yaml", "names: [pothole]\n");
        var middle = (seeds.Start.Value + seeds.End.Value) / 2;
        for (var seed = seeds.Start.Value; seed < seeds.End.Value; seed++)
        {
            var split = seed < middle || seed == 3 ? "train" : "valid";
            dataset.File($"{split}/images/{seed}.jpg", Scene.Jpeg(seed)).Text($"{split}/labels/{seed}.txt", labels?.Invoke(seed) ?? DatasetBuilder.Box);
        }

        return dataset;
    }

    private static DatasetBuilder WithLabels(string labels) =>
        Scenes(0..6).File("train/images/x.jpg", Scene.Jpeg(60)).Text("train/labels/x.txt", labels);
}
