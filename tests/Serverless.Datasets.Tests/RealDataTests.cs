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
}
