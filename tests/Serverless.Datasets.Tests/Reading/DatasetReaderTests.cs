using System.Security.Cryptography;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Reading;

public sealed class DatasetReaderTests
{
    [Fact]
    public void Open_EveryForm_GivesTheSameSamples()
    {
        using var folder = new TemporaryFolder();
        var dataset = DatasetBuilder.Ordinary().File("train/images/t.jpg", TestImages.TurnedJpeg(6)).Text("train/labels/t.txt", DatasetBuilder.Box);
        dataset.WriteTo(Path.Combine(folder.Path, "plain"));
        File.WriteAllBytes(Path.Combine(folder.Path, "set.zip"), dataset.Zip().ToArray());
        Ingested.From(dataset, new IngestionOptions { ImagesPerGroup = 2 }).Publish(Path.Combine(folder.Path, "v1"));

        foreach (var path in new[] { "plain", "plain/data.yaml", "set.zip", "v1", "v1/manifest.json" })
        {
            using var reader = DatasetReader.Open(Path.Combine(folder.Path, path));

            Assert.Equal(["pothole"], reader.Classes);
            Assert.Equal(["train/00000_a.jpg", "train/00001_b.jpg", "train/00002_t.jpg"], reader.Samples(DatasetSplit.Train).Select(sample => sample.Name));
            Assert.Equal(2, reader.Samples(DatasetSplit.Validation).Count);
            Assert.Empty(reader.Samples(DatasetSplit.Test));
            Assert.All(reader.Samples(DatasetSplit.Train), Intact);
            Assert.Equal((48, 64), TestImages.SizeOf(reader.Samples(DatasetSplit.Train)[2].ReadImage()));
        }
    }

    [Fact]
    public void ReadImage_FromManyThreads_GivesWholeImages()
    {
        using var folder = new TemporaryFolder();
        var dataset = DatasetBuilder.Ordinary();
        File.WriteAllBytes(Path.Combine(folder.Path, "set.zip"), dataset.Zip().ToArray());
        Ingested.From(dataset).Publish(Path.Combine(folder.Path, "v1"));

        foreach (var path in new[] { "set.zip", "v1" })
        {
            using var reader = DatasetReader.Open(Path.Combine(folder.Path, path));
            var samples = reader.Samples(DatasetSplit.Train);

            Parallel.For(0, 200, i => Intact(samples[i % samples.Count]));
        }
    }

    [Theory]
    [InlineData("config/data.yaml", "train: ../set/train/images\nval: ../set/valid/images")]
    [InlineData("set/config/data.yaml", "train: ../train/images\nval: ../valid/images")]
    [InlineData("config/data.yaml", "train: {0}/set/train/images\nval: {0}/set/valid/images")]
    [InlineData("config/data.yaml", "train: {0}/set/train\nval: {0}/set/valid")]
    [InlineData("config/data.yaml", "path: {0}/set\ntrain: train/images\nval: valid/images")]
    public void Open_DataYamlElsewhere_FindsTheImagesItNames(string yaml, string splits)
    {
        using var folder = new TemporaryFolder();
        DatasetBuilder.Ordinary().WriteTo(Path.Combine(folder.Path, "set"));
        var path = Path.Combine(folder.Path, yaml);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"{splits.Replace("{0}", folder.Path, StringComparison.Ordinal)}\nnames: [hole]");

        using var reader = DatasetReader.Open(path);

        Assert.Equal(["hole"], reader.Classes);
        Assert.Equal((2, 2), (reader.Samples(DatasetSplit.Train).Count, reader.Samples(DatasetSplit.Validation).Count));
        Assert.All(reader.Samples(DatasetSplit.Train), sample => Assert.Single(sample.Boxes));
    }

    [Fact]
    public void Open_DataYamlThatLeadsOutByHabit_IsOfTheFolderItLiesIn()
    {
        using var folder = new TemporaryFolder();
        DatasetBuilder.Ordinary().WriteTo(folder.Path);
        DatasetBuilder.Ordinary("train: ../train/images\nval: ../valid/images\nnames: [hole]"u8.ToArray()).WriteTo(Path.Combine(folder.Path, "set"));

        using var reader = DatasetReader.Open(Path.Combine(folder.Path, "set", "data.yaml"));

        Assert.Equal(["hole"], reader.Classes);
        Assert.Equal(2, reader.Samples(DatasetSplit.Train).Count);
    }

    [Fact]
    public void Open_DataYamlOfImagesThatAreNotThere_NamesThePlace()
    {
        using var folder = new TemporaryFolder();
        var yaml = Path.Combine(folder.Path, "data.yaml");
        File.WriteAllText(yaml, "path: /content/set\ntrain: train/images\nval: valid/images\nnames: [hole]");

        Assert.Equal(
            $"{yaml} says that images lie in train/images below /content/set, but there are none there or beside it. Correct the path, or give the folder of the dataset instead.",
            Assert.Throws<DatasetException>(() => DatasetReader.Open(yaml)).Message);
    }

    [Fact]
    public void Open_DataYamlBesideTheSet_NamesItsClasses()
    {
        using var folder = new TemporaryFolder();
        new DatasetBuilder().Pair("one/a.jpg", "one/a.txt").Pair("two/b.jpg", "two/b.txt").WriteTo(Path.Combine(folder.Path, "set"));
        var yaml = Path.Combine(folder.Path, "my.yaml");
        File.WriteAllText(yaml, "path: set\ntrain: two\nval: one\nnames: {0: hole}");

        using var reader = DatasetReader.Open(yaml);

        Assert.Equal(["hole"], reader.Classes);
        Assert.Equal("two/b.jpg", Assert.Single(reader.Samples(DatasetSplit.Train)).Image.Source);
    }

    [Fact]
    public void Open_Folder_GivesTheFindings()
    {
        using var folder = new TemporaryFolder();
        DatasetBuilder.Ordinary().Image("train/images/bg.jpg").WriteTo(folder.Path);

        using var reader = DatasetReader.Open(folder.Path);

        Assert.Equal(FindingKind.MissingLabel, Assert.Single(reader.Findings).Kind);
    }

    [Fact]
    public void Open_Nothing_IsToldSo()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("no files", Assert.Throws<DatasetException>(() => DatasetReader.Open(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("There is no dataset at", Assert.Throws<DatasetException>(() => DatasetReader.Open(Path.Combine(folder.Path, "no"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ShardMissingOrCut_IsToldSo()
    {
        using var folder = new TemporaryFolder();
        Ingested.From(DatasetBuilder.Ordinary()).Publish(folder.Path);
        var shard = Path.Combine(folder.Path, DatasetManifest.ShardPath(0));
        var bytes = File.ReadAllBytes(shard);

        File.WriteAllBytes(shard, bytes[..1700]);
        Assert.Throws<DatasetException>(() => DatasetReader.Open(folder.Path));
        File.Delete(shard);
        Assert.Throws<DatasetException>(() => DatasetReader.Open(folder.Path));
    }

    [Fact]
    public void ReadImage_FileGoneSinceOpening_IsToldSo()
    {
        using var folder = new TemporaryFolder();
        DatasetBuilder.Ordinary().WriteTo(folder.Path);
        using var reader = DatasetReader.Open(folder.Path);
        File.Delete(Path.Combine(folder.Path, "train/images/a.jpg"));

        Assert.Throws<DatasetException>(() => reader.Samples(DatasetSplit.Train)[0].ReadImage());
    }

    private static void Intact(DatasetSample sample) =>
        Assert.Equal(sample.Image.Sha256, Convert.ToHexStringLower(SHA256.HashData(sample.ReadImage())));
}
