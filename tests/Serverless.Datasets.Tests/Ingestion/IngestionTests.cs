using System.Formats.Tar;
using System.Text;
using System.Text.Json;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Ingestion;

public sealed class IngestionTests
{
    [Fact]
    public void Ingest_SameArchive_GivesTheSameBytes()
    {
        var options = new IngestionOptions { ImagesPerGroup = 3, Seed = 5 };
        var dataset = Mixed();

        var first = Ingested.From(dataset, options);
        var second = Ingested.From(dataset, options);

        Assert.Equal(first.Shards, second.Shards);
        Assert.Equal(Json(first.Manifest), Json(second.Manifest));
        Assert.Equal(first.Report.ToHtml(), second.Report.ToHtml());
    }

    [Fact]
    public void Ingest_Shard_HoldsImagesAndLabelsSideBySide()
    {
        var set = Ingested.From(DatasetBuilder.Ordinary());

        using var tar = new TarReader(new MemoryStream(set.Shards[0]));
        var image = tar.GetNextEntry(copyData: true)!;
        var label = tar.GetNextEntry(copyData: true)!;
        Assert.Equal("train/00000_a.jpg", image.Name);
        Assert.Equal("train/00000_a.txt", label.Name);
        Assert.Equal("0 0.5 0.5 0.25 0.25\n", new StreamReader(label.DataStream!, Encoding.UTF8).ReadToEnd());
        Assert.Equal(DateTimeOffset.UnixEpoch, image.ModificationTime);
    }

    [Fact]
    public void Ingest_Groups_AreOfOneSplitAndNoLargerThanAsked()
    {
        var set = Ingested.From(Mixed(), new IngestionOptions { ImagesPerGroup = 3 });

        Assert.All(set.Plan.Groups, group => Assert.InRange(group.Images.Count, 1, 3));
        Assert.Equal(Enumerable.Range(0, set.Plan.Groups.Count), set.Plan.Groups.Select(group => group.Number));
        Assert.Equal(set.Plan.Groups.Select(group => DatasetManifest.ShardPath(group.Number)), set.Manifest.Shards);
        Assert.Equal(set.Manifest.Images.Count, set.Manifest.Images.Select(image => image.Name).Distinct().Count());
    }

    [Fact]
    public void Ingest_LongAndStrangeNames_StayReadableAndSafe()
    {
        var name = new string('ö', 90);
        var set = Ingested.From(DatasetBuilder.Ordinary().Pair($"train/images/{name}.jpg", $"train/labels/{name}.txt").Pair("train/images/a b:c?.jpg", "train/labels/a b:c?.txt"));

        Assert.Equal("train/00003_a_b_c_.jpg", set.Image("train/images/a b:c?.jpg").Name);
        Assert.Equal($"train/00002_{new string('ö', 35)}.jpg", set.Image($"train/images/{name}.jpg").Name);
    }

    [Fact]
    public void Ingest_ExtensionThatLies_IsMended()
    {
        var set = Ingested.From(DatasetBuilder.Ordinary().File("train/images/p.jpg", TestImages.Png(50)).Text("train/labels/p.txt", DatasetBuilder.Box));

        Assert.EndsWith("_p.png", set.Image("train/images/p.jpg").Name, StringComparison.Ordinal);
    }

    [Fact]
    public void Ingest_UndecodableImage_IsDroppedAndReported()
    {
        var set = Ingested.From(DatasetBuilder.Ordinary().File("train/images/cut.jpg", TestImages.Jpeg(9)[..300]).Text("train/labels/cut.txt", DatasetBuilder.Box));

        Assert.Equal(4, set.Manifest.Images.Count);
        var finding = Assert.Single(set.Of(FindingKind.UnreadableImage));
        Assert.Equal(("train/images/cut.jpg", FindingSeverity.Error), (finding.File, finding.Severity));
    }

    [Fact]
    public void Ingest_TurnedPhoto_IsMeasuredAsDisplayed()
    {
        var set = Ingested.From(DatasetBuilder.Ordinary().File("train/images/t.jpg", TestImages.TurnedJpeg(6)).Text("train/labels/t.txt", DatasetBuilder.Box));

        var image = set.Image("train/images/t.jpg");
        Assert.Equal((48, 64), (image.Width, image.Height));
        Assert.Equal("train/images/t.jpg", Assert.Single(set.Of(FindingKind.ImageConverted)).File);
    }

    [Fact]
    public void Ingest_SameImageInTwoSplits_IsALeak()
    {
        var set = Ingested.From(DatasetBuilder.Ordinary()
            .File("train/images/x.jpg", TestImages.Jpeg(77)).Text("train/labels/x.txt", DatasetBuilder.Box)
            .File("train/images/y.jpg", TestImages.Jpeg(77)).Text("train/labels/y.txt", DatasetBuilder.Box)
            .File("valid/images/z.jpg", TestImages.Jpeg(77)).Text("valid/labels/z.txt", DatasetBuilder.Box));

        Assert.Equal("valid/images/z.jpg", Assert.Single(set.Of(FindingKind.Leak)).File);
        Assert.Equal("train/images/y.jpg", Assert.Single(set.Of(FindingKind.DuplicateImage)).File);
    }

    [Fact]
    public void Ingest_DrawnSplits_NeverLeak()
    {
        var dataset = new DatasetBuilder();
        for (var i = 0; i < 40; i++)
        {
            dataset.File($"{i}.jpg", TestImages.Jpeg(i / 4)).Text($"{i}.txt", DatasetBuilder.Box);
        }

        var set = Ingested.From(dataset);

        Assert.Empty(set.Of(FindingKind.Leak));
        Assert.Equal(8, set.Manifest.Images.Count(image => image.Split == DatasetSplit.Validation));
    }

    [Fact]
    public void Ingest_AnotherSeed_DrawsOthers()
    {
        var dataset = new DatasetBuilder();
        for (var i = 0; i < 40; i++)
        {
            dataset.Pair($"{i}.jpg", $"{i}.txt");
        }

        string[] Validation(int seed) => [.. Ingested.From(dataset, new IngestionOptions { Seed = seed }).Manifest.Images.Where(image => image.Split == DatasetSplit.Validation).Select(image => image.Source)];

        Assert.Equal(Validation(1), Validation(1));
        Assert.NotEqual(Validation(1), Validation(2));
    }

    [Fact]
    public void Ingest_ValidationAllUnusable_IsDrawnAnew()
    {
        var set = Ingested.From(new DatasetBuilder()
            .Pair("train/a.jpg", "train/a.txt")
            .Pair("train/b.jpg", "train/b.txt")
            .Text("val/c.jpg", "no image").Text("val/c.txt", DatasetBuilder.Box));

        Assert.Equal([DatasetSplit.Train, DatasetSplit.Validation], set.Manifest.Images.Select(image => image.Split).Order());
        Assert.Equal(FindingSeverity.Warning, Assert.Single(set.Of(FindingKind.Splits)).Severity);
    }

    [Fact]
    public void Ingest_SamePathTwice_TakesTheFirst()
    {
        var set = Ingested.From(DatasetBuilder.Ordinary().Image("train/images/a.jpg"));

        Assert.Equal("train/images/a.jpg", Assert.Single(set.Of(FindingKind.DuplicateFile)).File);
    }

    [Fact]
    public void Steps_ThroughJson_KeepEverything()
    {
        using var zip = Mixed().Zip();
        var options = RoundTrip(new IngestionOptions { ImagesPerGroup = 2 });
        var plan = RoundTrip(ArchiveInspector.Inspect(zip, "set.zip", options, CancellationToken.None));

        var reports = plan.Groups.Select(group => RoundTrip(ImageGroupNormalizer.Normalize(zip, plan.Classes, RoundTrip(group), options, new MemoryStream(), CancellationToken.None))).Reverse().ToList();
        var (manifest, _) = DatasetAssembler.Assemble("set", 1, plan, reports, new DatasetSource("set.zip"), Ingested.Time);

        Assert.Equal(Json(Ingested.From(zip, options).Manifest), Json(manifest));
    }

    [Fact]
    public void Normalize_LabelsFarFromImages_AreNotReadInTurns()
    {
        var dataset = new DatasetBuilder();
        foreach (var i in Enumerable.Range(0, 64).OrderBy(i => i * 37 % 64))
        {
            dataset.Image($"images/{i}.jpg");
        }

        foreach (var i in Enumerable.Range(0, 64))
        {
            dataset.Text($"labels/{i}.txt", DatasetBuilder.Box);
        }

        var archive = dataset.Zip().ToArray();
        var plan = ArchiveInspector.Inspect(new MemoryStream(archive), "set.zip", new IngestionOptions(), CancellationToken.None);
        var window = archive.Length / 8;
        using var stream = new SeekCountingStream(archive, window);

        ImageGroupNormalizer.Normalize(stream, plan.Classes, plan.Groups[0], plan.Options, Stream.Null, CancellationToken.None);

        Assert.InRange(stream.Requests, 1, 20);
    }

    [Fact]
    public void Assemble_GroupMissing_IsAProgrammingError()
    {
        var set = Ingested.From(DatasetBuilder.Ordinary());

        Assert.Throws<ArgumentException>(() => DatasetAssembler.Assemble("set", 1, set.Plan, [], new DatasetSource("set.zip"), Ingested.Time));
    }

    [Fact]
    public void Manifest_Json_IsCamelCaseWithNamedEnums()
    {
        var json = Json(Ingested.From(DatasetBuilder.Ordinary()).Manifest);

        Assert.Contains("\"split\":\"train\"", json, StringComparison.Ordinal);
        Assert.Contains("\"centerX\":0.5", json, StringComparison.Ordinal);
        Assert.Throws<DatasetException>(() => DatasetManifest.Read(new MemoryStream("{}"u8.ToArray())));
        Assert.Throws<DatasetException>(() => DatasetManifest.Read(new MemoryStream("null"u8.ToArray())));
    }

    private static DatasetBuilder Mixed()
    {
        var dataset = DatasetBuilder.Ordinary()
            .File("train/images/t.jpg", TestImages.TurnedJpeg(6)).Text("train/labels/t.txt", "0 0.5 0.5 2 2\n0 x")
            .File("test/images/w.webp", TestImages.Encode(".webp", OpenCvSharp.MatType.CV_8UC3, 3)).Text("test/labels/w.txt", DatasetBuilder.Box);
        for (var i = 0; i < 5; i++)
        {
            dataset.Pair($"train/images/{i}.jpg", $"train/labels/{i}.txt");
        }

        return dataset;
    }

    // As Durable Functions pass values between activities: with the serializer's own defaults.
    private static T RoundTrip<T>(T value) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value))!;

    private static string Json(DatasetManifest manifest)
    {
        using var stream = new MemoryStream();
        manifest.Write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
