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
        var (manifest, _) = derivation.Assemble("new/v1", ingested.Manifest with { Name = "new" });
        new Ingested(ingested.Plan, manifest, ingested.Report, [packed.ToArray()]).Publish(folder.Path);
        using var reader = DatasetReader.Open(folder.Path);
        var sample = Assert.Single(reader.Samples(DatasetSplit.Train));
        Assert.Equal(ingested.Image("train/images/b.jpg").Sha256, Manifests.HashOf(sample.ReadImage()));
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
}
