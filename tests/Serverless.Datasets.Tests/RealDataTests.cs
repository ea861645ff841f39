using System.IO.Compression;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests;

public sealed class RealDataTests
{
    [Fact]
    public void Ingest_PotholeZipWithoutDataYaml_IsComplete()
    {
        using var zip = RealData.Zip(Path.Combine(RealData.Folder("pothole_parthusun8"), "dataset"));

        var set = Ingested.From(zip, new IngestionOptions { ClassNames = ["pothole"] });

        Assert.Equal([(500, 1364), (98, 156), (66, 97)], set.Report.Splits.Select(split => (split.Images, split.Boxes)));
        Assert.Equal(["pothole"], set.Manifest.Classes);
        Assert.Equal([(640, 640)], set.Report.ImageSizes.Select(size => (size.Width, size.Height)));
        Assert.DoesNotContain(set.Report.Findings, finding => finding.Severity == FindingSeverity.Error);
        Assert.Empty(set.Of(FindingKind.Leak));
        Assert.Empty(set.Of(FindingKind.NearLeak));
        Assert.Empty(set.Of(FindingKind.NearDuplicateImage));
        Assert.Equal([1364, 156, 97], set.Report.Profile!.Splits.Select(split => split.BoxCenters.Sum()));
    }

    [Fact]
    public void Open_PotholeDataYaml_NamesTheClass()
    {
        var folder = RealData.Folder("pothole_parthusun8");

        using var reader = DatasetReader.Open(Path.Combine(folder, "data.yaml"));

        Assert.Equal(500, reader.Samples(DatasetSplit.Train).Count);
        Assert.Equal(98, reader.Samples(DatasetSplit.Validation).Count);
        Assert.Single(reader.Classes);
        Assert.NotEqual("class0", reader.Classes[0]);
    }

    [Fact]
    public void Ingest_Coco128_ReportsWhatIsMissing()
    {
        using var zip = RealData.Zip(RealData.Folder("coco128"));

        var set = Ingested.From(zip);

        Assert.Equal(128, set.Manifest.Images.Count);
        Assert.Equal(929, set.Manifest.Images.Sum(image => image.Boxes.Count) + set.Of(FindingKind.BoxDuplicate).Count());
        Assert.Equal(71, set.Manifest.Images.SelectMany(image => image.Boxes).Select(box => box.ClassId).Distinct().Count());
        Assert.Equal(
            ["000000000250.jpg", "000000000508.jpg"],
            set.Of(FindingKind.MissingLabel).Select(finding => Path.GetFileName(finding.File)).Order());
        Assert.Equal(
            ["000000000656.txt", "000000000659.txt"],
            set.Of(FindingKind.OrphanLabel).Select(finding => Path.GetFileName(finding.File)).Order());
        Assert.NotEmpty(set.Of(FindingKind.Splits));
        Assert.Empty(set.Of(FindingKind.NearLeak));
        Assert.InRange(set.Report.ToHtml().Length, 100_000, 2_000_000);
    }

    [Fact]
    public void Open_RoadDamage_TakesEmptyLabelFilesAsBackground()
    {
        using var reader = DatasetReader.Open(RealData.Folder("rdd2022_china_motorbike"));

        var samples = Enum.GetValues<DatasetSplit>().SelectMany(reader.Samples).ToList();
        Assert.Equal(300, samples.Count);
        Assert.Equal(4, reader.Classes.Count);
        Assert.Contains(samples, sample => sample.Boxes.Count == 0);
    }

    [Fact]
    public void Ingest_Coco128ByJson_HasTheBoxesOfItsYoloLabels()
    {
        using var zip = RealData.Zip(RealData.Folder("coco128"));

        var yolo = Ingested.From(zip);
        var coco = Ingested.From(zip, new IngestionOptions { Format = DatasetFormat.Coco });

        Assert.Equal(80, coco.Manifest.Classes.Count);
        Assert.Equal("person", coco.Manifest.Classes[0]);
        Assert.NotEmpty(coco.Of(FindingKind.Crowd));
        var labelled = yolo.Manifest.Images.Where(image => image.Boxes.Count > 0).ToList();
        Assert.Equal(126, labelled.Count);
        foreach (var image in labelled)
        {
            AssertSameBoxes(image.Boxes, coco.Image(image.Source).Boxes, image, tolerance: 1.01);
        }
    }

    [Fact]
    public void Ingest_RoadDamageByVoc_HasTheBoxesOfItsYoloLabels()
    {
        using var zip = RealData.Zip(RealData.Folder("rdd2022_china_motorbike"));

        var yolo = Ingested.From(zip, new IngestionOptions { Format = DatasetFormat.Yolo });
        var voc = Ingested.From(zip, new IngestionOptions { Format = DatasetFormat.Voc });

        Assert.Equal(["D00", "D10", "D20", "D40", "Repair"], voc.Manifest.Classes);
        Assert.Equal(300, voc.Manifest.Images.Count);
        Assert.Equal(300, yolo.Manifest.Images.Count);
        foreach (var image in yolo.Manifest.Images)
        {
            AssertSameBoxes(image.Boxes, [.. voc.Image(image.Source).Boxes.Where(box => box.ClassId < 4)], image, tolerance: 0.01);
        }
    }

    [Fact]
    public void Ingest_RoadDamageWithoutYolo_IsTakenForVoc()
    {
        var folder = RealData.Folder("rdd2022_china_motorbike");
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in Directory.EnumerateFiles(Path.Combine(folder, "images")).Take(20).Select(Path.GetFileNameWithoutExtension))
            {
                zip.CreateEntryFromFile(Path.Combine(folder, "images", $"{name}.jpg"), $"set/images/{name}.jpg", CompressionLevel.NoCompression);
                zip.CreateEntryFromFile(Path.Combine(folder, "annotations_voc", $"{name}.xml"), $"set/annotations/{name}.xml");
            }
        }

        var set = Ingested.From(stream);

        Assert.Equal(DatasetFormat.Voc, set.Plan.Groups[0].Format);
        Assert.Equal(20, set.Manifest.Images.Count);
        Assert.DoesNotContain(set.Report.Findings, finding => finding.Severity == FindingSeverity.Error);
    }

    private static void AssertSameBoxes(IReadOnlyList<LabeledBox> expected, IReadOnlyList<LabeledBox> actual, DatasetImage image, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        var free = actual.ToList();
        foreach (var box in expected)
        {
            var match = free.FindIndex(other => other.ClassId == box.ClassId
                && Math.Abs(other.CenterX - box.CenterX) * image.Width <= tolerance && Math.Abs(other.CenterY - box.CenterY) * image.Height <= tolerance
                && Math.Abs(other.Width - box.Width) * image.Width <= tolerance && Math.Abs(other.Height - box.Height) * image.Height <= tolerance);
            Assert.True(match >= 0, $"{image.Source}: no match for {box}");
            free.RemoveAt(match);
        }
    }
}
