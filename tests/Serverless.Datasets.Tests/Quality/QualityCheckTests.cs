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
        Assert.Equal(("train/labels/x.txt", FindingSeverity.Warning), (finding.File, finding.Severity));
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
        Assert.Equal(FindingSeverity.Error, Assert.Single(set.Of(FindingKind.BoxTiny)).Severity);
        Assert.Equal(FindingSeverity.Error, Assert.Single(set.Of(FindingKind.BoxHuge)).Severity);
        Assert.Equal(2, Ingested.From(dataset, options with { Quality = options.Quality with { MaxBoxRatio = 1 } }).Image("train/images/x.jpg").Boxes.Count);
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
