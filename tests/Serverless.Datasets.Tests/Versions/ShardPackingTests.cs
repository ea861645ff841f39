using Serverless.Datasets.Profiles;
using Serverless.Datasets.Tests.Support;
using Serverless.Datasets.Versions;

namespace Serverless.Datasets.Tests.Versions;

public sealed class ShardPackingTests
{
    private readonly Ingested _ingested = Ingested.From(DatasetBuilder.Ordinary());

    [Fact]
    public void Plan_MostOfAShard_IsReferredTo()
    {
        var (derivation, packages) = ShardPacking.Plan("new/v1", Take("train/images/a.jpg", "train/images/b.jpg"), [Version()]);

        Assert.Empty(packages);
        Assert.Equal(["set/v1/shards/00000.tar"], derivation.Shards);
        Assert.All(derivation.Images, image => Assert.Null(image.Entry));
    }

    [Fact]
    public void Pack_LittleOfAShard_CopiesTheBytes()
    {
        // Half of two would still be shared.
        var ingested = Ingested.From(DatasetBuilder.Ordinary().Pair("train/images/e.jpg", "train/labels/e.txt"));
        var version = new DatasetVersion("set/v1", ingested.Manifest);
        var chosen = DatasetSubset.Take(version, new SubsetChoice(Images: ["train/images/b.jpg"]));

        var (derivation, packages) = ShardPacking.Plan("new/v1", chosen, [version]);
        using var packed = new MemoryStream();
        ShardPacking.Pack(Assert.Single(packages), path => new MemoryStream(ingested.Shards[path == "set/v1/shards/00000.tar" ? 0 : 1]), packed, CancellationToken.None);

        Assert.Equal(["new/v1/shards/00000.tar"], derivation.Shards);
        using var folder = new TemporaryFolder();
        var (manifest, _) = derivation.Assemble("new/v1", ingested.Manifest with { Name = "new" }, LooksOf(chosen, ingested));
        new Ingested(ingested.Plan, manifest, ingested.Report, [packed.ToArray()]).Publish(folder.Path);
        using var reader = DatasetReader.Open(folder.Path);
        var sample = Assert.Single(reader.Samples(DatasetSplit.Train));
        Assert.Equal(ingested.Image("train/images/b.jpg").Sha256, Manifests.HashOf(sample.ReadImage()));
    }

    [Fact]
    public void Inspect_AllOfAVersion_GivesItsProfileAndPictures()
    {
        var version = Version();
        var chosen = DatasetSubset.Take(version, new SubsetChoice(Classes: ["pothole"]));

        var (_, report) = chosen.Assemble("new/v1", _ingested.Manifest with { Name = "new" }, LooksOf(chosen, _ingested));

        Assert.Equal(Text(_ingested.Report.Profile!), Text(report.Profile!));
        Assert.Equal(4, report.Pictures.Samples.Count);
        Assert.Equal(_ingested.Report.Pictures.Samples.Select(picture => picture.Jpeg), report.Pictures.Samples.Select(picture => picture.Jpeg));
    }

    [Fact]
    public void Assemble_NearDuplicatesOfTwoVersions_AreToldAsLeaks()
    {
        var first = Ingested.From(Scenes(10, "train", "valid"));
        var second = Ingested.From(new DatasetBuilder()
            .File("train/images/x.jpg", Scene.Jpeg(20)).Text("train/labels/x.txt", DatasetBuilder.Box)
            .File("valid/images/y.jpg", Scene.Jpeg(10, quality: 40)).Text("valid/labels/y.txt", DatasetBuilder.Box)
            .Text("data.yaml", "names: [pothole]\n"));
        DatasetVersion[] versions = [new("a/v1", first.Manifest), new("b/v1", second.Manifest)];
        var merged = DatasetMerger.Merge(versions, new Dictionary<string, string?>());
        Stream Open(string path) => new MemoryStream((path[0] == 'a' ? first : second).Shards[path.EndsWith("0.tar", StringComparison.Ordinal) ? 0 : 1]);

        var looks = StoredImageInspection.Plan(merged).Select(batch => StoredImageInspection.Inspect(batch, Open, seed: 0, CancellationToken.None));
        var (_, report) = merged.Assemble("new/v1", first.Manifest with { Name = "new" }, [.. looks]);

        var leak = Assert.Single(report.Findings, finding => finding.Kind == FindingKind.NearLeak);
        Assert.Equal("b/v1/valid/images/y.jpg", leak.File);
        Assert.Equal(4, report.Profile!.Splits.Sum(split => split.Images));
        Assert.Single(report.Pictures.Leaks);
    }

    [Fact]
    public void Plan_ManyImages_AreLookedAtInBatches()
    {
        var version = Manifests.Of("set/v1", ["pothole"], [.. Enumerable.Range(0, 1025).Select(i => Manifests.Image($"{i}", DatasetSplit.Train, i / 64, Manifests.Box))]);

        var batches = StoredImageInspection.Plan(DatasetSubset.Take(version, new SubsetChoice(DatasetSplit.Train)));

        Assert.Equal([512, 512, 1], batches.Select(batch => batch.Excerpts.Sum(excerpt => excerpt.Images.Count)));
        Assert.Equal(1025, batches.SelectMany(batch => batch.Excerpts).SelectMany(excerpt => excerpt.Images).DistinctBy(image => image.Entry).Count());
        Assert.Equal("set/v1/shards/00016.tar", Assert.Single(batches[2].Excerpts).Shard);
    }

    [Fact]
    public void Pack_ShardWithoutTheImage_SaysWhich()
    {
        var package = new ShardPackage(0, [new ShardExcerpt("set/v1/shards/00000.tar", [new CopiedImage("train/x.jpg", _ingested.Manifest.Images[0])])]);

        var exception = Assert.Throws<DatasetException>(() => ShardPacking.Pack(package, _ => new MemoryStream(_ingested.Shards[0]), Stream.Null, CancellationToken.None));

        Assert.Equal("set/v1/shards/00000.tar does not hold train/x.jpg any more. Ingest the dataset again.", exception.Message);
    }

    [Fact]
    public void Pack_OtherBytes_AreRefused()
    {
        var image = _ingested.Manifest.Images[0];
        var package = new ShardPackage(0, [new ShardExcerpt("set/v1/shards/00000.tar", [new CopiedImage(image.Name, image with { Sha256 = "00" })])]);

        var exception = Assert.Throws<DatasetException>(() => ShardPacking.Pack(package, _ => new MemoryStream(_ingested.Shards[0]), Stream.Null, CancellationToken.None));

        Assert.Contains("is not what it was when it was stored", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Share_ImagesOfTheVersionBefore_StayWhereTheyAre()
    {
        var next = Ingested.From(DatasetBuilder.Ordinary().Pair("valid/images/e.jpg", "valid/labels/e.txt"));

        var shared = new StoredImages(Version()).Share(next.Manifest, "set/v2");

        Assert.Equal(["../v1/shards/00000.tar", "../v1/shards/00001.tar", "shards/00001.tar"], shared.Shards);
        Assert.Equal([0, 0, 1, 1, 2], shared.Images.Select(image => image.Shard));
    }

    private DatasetVersion Version() => new("set/v1", _ingested.Manifest);

    private Derivation Take(params string[] images) => DatasetSubset.Take(Version(), new SubsetChoice(Images: images));

    private static StoredImageLooks[] LooksOf(Derivation derivation, Ingested ingested) =>
    [
        .. StoredImageInspection.Plan(derivation).Select(batch => StoredImageInspection.Inspect(
            batch, path => new MemoryStream(ingested.Shards[path.EndsWith("00000.tar", StringComparison.Ordinal) ? 0 : 1]), seed: 0, CancellationToken.None)),
    ];

    private static DatasetBuilder Scenes(int seed, string first, string second) => new DatasetBuilder()
        .File($"{first}/images/a.jpg", Scene.Jpeg(seed)).Text($"{first}/labels/a.txt", DatasetBuilder.Box)
        .File($"{second}/images/b.jpg", Scene.Jpeg(seed + 1)).Text($"{second}/labels/b.txt", DatasetBuilder.Box)
        .Text("data.yaml", "names: [pothole]\n");

    private static string Text(DatasetProfile profile)
    {
        using var json = new MemoryStream();
        profile.Write(json);
        return System.Text.Encoding.UTF8.GetString(json.ToArray());
    }
}
