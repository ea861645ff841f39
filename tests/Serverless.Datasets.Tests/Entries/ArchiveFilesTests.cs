using System.Formats.Tar;
using System.IO.Compression;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Entries;

public sealed class ArchiveFilesTests
{
    private static readonly byte[] Zip = DatasetBuilder.Ordinary().Zip().ToArray();
    private static readonly byte[] Tar = DatasetBuilder.Ordinary().Tar();
    private static readonly byte[] TarGz = DatasetBuilder.Ordinary().TarGz();

    public static TheoryData<string, byte[]> Whole => new()
    {
        { "pax tar", Tar },
        { "gnu tar", DatasetBuilder.Ordinary().Tar(TarEntryFormat.Gnu) },
        { "ustar", DatasetBuilder.Ordinary().Tar(TarEntryFormat.Ustar) },
        { "v7 tar", DatasetBuilder.Ordinary().Tar(TarEntryFormat.V7) },
        { "tar.gz", TarGz },
    };

    public static TheoryData<string, byte[]> Nested => new()
    {
        { "zip stored in zip", Inside("sub/inner.zip", Zip).Zip(CompressionLevel.NoCompression).ToArray() },
        { "zip deflated in zip", Inside("sub/inner.zip", Zip).Zip(CompressionLevel.SmallestSize).ToArray() },
        { "tar in zip", Inside("sub/inner.tar", Tar).Zip().ToArray() },
        { "tar.gz in zip", Inside("sub/inner.tar.gz", TarGz).Zip().ToArray() },
        { "zip in tar", Inside("sub/inner.zip", Zip).Tar() },
        { "tgz in tar", Inside("sub/inner.tgz", TarGz).Tar() },
        { "zip in tar.gz", Inside("sub/inner.ZIP", Zip).TarGz() },
        { "tar called zip", Inside("sub/inner.zip", Tar).Zip().ToArray() },
    };

    [Fact]
    public void Ingest_NamesInTheCodePageOfDos_AreReadAndKeptApart()
    {
        var zip = new DatasetBuilder().Pair("images/B~r.jpg", "labels/B~r.txt").Pair("images/B^r.jpg", "labels/B^r.txt").Zip().ToArray();
        for (var i = 0; i + 2 < zip.Length; i++)
        {
            if (zip.AsSpan(i, 3) is [(byte)'B', (byte)'~' or (byte)'^', (byte)'r'])
            {
                zip[i + 1] = zip[i + 1] == '~' ? (byte)0x84 : (byte)0x94;
            }
        }

        var set = Ingested.From(new MemoryStream(zip));

        Assert.Equal(["images/Bär.jpg", "images/Bör.jpg"], set.Manifest.Images.Select(image => image.Source).Order(StringComparer.Ordinal));
        Assert.Empty(set.Of(FindingKind.DuplicateFile));
    }

    [Fact]
    public void Ingest_NamesInUtf8WithoutItsMark_AreRead()
    {
        var zip = new DatasetBuilder().Pair("images/B~~r.jpg", "labels/B~~r.txt").Pair("images/b.jpg", "labels/b.txt").Zip().ToArray();
        for (var i = 0; i + 3 < zip.Length; i++)
        {
            if (zip.AsSpan(i, 4).SequenceEqual("B~~r"u8))
            {
                "ä"u8.CopyTo(zip.AsSpan(i + 1));
            }
        }

        Assert.Contains(Ingested.From(new MemoryStream(zip)).Manifest.Images, image => image.Source == "images/Bär.jpg");
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public void Ingest_TarOfAnyFormat_IsTheSameAsTheZip(string format, byte[] archive)
    {
        var set = Ingested.From(new MemoryStream(archive));

        Assert.Equal(Ingested.From(DatasetBuilder.Ordinary()).Shards, set.Shards);
        Assert.True(set.Report.Findings.Count == 0, format);
    }

    [Theory]
    [MemberData(nameof(Nested))]
    public void Ingest_ArchiveInAnArchive_IsReadAsAFolder(string format, byte[] archive)
    {
        var set = Ingested.From(new MemoryStream(archive));

        Assert.Equal(["sub/inner/train/images/a.jpg", "sub/inner/train/images/b.jpg", "sub/inner/valid/images/c.jpg", "sub/inner/valid/images/d.jpg"], set.Manifest.Images.Select(image => image.Source));
        Assert.Equal(Ingested.From(DatasetBuilder.Ordinary()).Shards, set.Shards);
        Assert.True(set.Report.Findings.Count == 0, format);
    }

    [Fact]
    public void Ingest_ArchivesOfSplits_AreJoined()
    {
        var train = new DatasetBuilder().Image("images/a.jpg").Image("images/b.jpg").Text("labels/a.txt", DatasetBuilder.Box).Text("labels/b.txt", DatasetBuilder.Box);
        var validation = new DatasetBuilder().Text("x", "y").Text("y", "z").Pair("images/c.jpg", "labels/c.txt");

        var set = Ingested.From(new DatasetBuilder().File("train.zip", train.Zip().ToArray()).File("val.tar.gz", validation.TarGz()).Text("data.yaml", "names: [hole]"));

        Assert.Equal([DatasetSplit.Train, DatasetSplit.Train, DatasetSplit.Validation], set.Manifest.Images.Select(image => image.Split));
        Assert.Equal(["hole"], set.Manifest.Classes);
    }

    [Fact]
    public void Ingest_ArchiveBesideImages_IsReported()
    {
        var set = Ingested.From(DatasetBuilder.Ordinary().File("extra.zip", Zip));

        Assert.Equal(4, set.Manifest.Images.Count);
        Assert.Equal("extra.zip", Assert.Single(set.Of(FindingKind.NestedArchive)).File);
    }

    [Fact]
    public void Ingest_TwoLevelsOfNesting_IsRefused() =>
        Refuses(Inside("a.zip", Inside("b.zip", Zip).Zip().ToArray()).Zip().ToArray(), "has no images, but another archive in it: a/b.zip");

    [Fact]
    public void Ingest_TarGzLongerThanIsKept_IsReadFromItsStart()
    {
        var set = Ingested.From(new MemoryStream(TarGz), new IngestionOptions { Limits = new IngestionLimits { SpoolBytes = 1000 } });

        Assert.Equal(Ingested.From(DatasetBuilder.Ordinary()).Shards, set.Shards);
    }

    [Fact]
    public void Ingest_InnerArchiveLongerThanIsKept_IsReadInPlaceOrRefused()
    {
        var limits = new IngestionLimits { SpoolBytes = 1000 };

        Assert.Equal(4, Ingested.From(Inside("inner.zip", Zip).Zip(CompressionLevel.NoCompression), new IngestionOptions { Limits = limits }).Manifest.Images.Count);
        Refuses(Inside("inner.zip", Zip).Zip(CompressionLevel.SmallestSize).ToArray(), "at most 1000 are inflated to be read. Upload that archive itself", limits);
    }

    [Fact]
    public void Ingest_Zip64_IsRead()
    {
        // More entries than the 16 bits of a plain zip can count.
        var dataset = DatasetBuilder.Ordinary();
        for (var i = 0; i < 65_600; i++)
        {
            dataset.File($"n/{i}", []);
        }

        Assert.Equal(4, Ingested.From(dataset).Manifest.Images.Count);
    }

    [Fact]
    public void Ingest_LongNamesInTar_AreWhole()
    {
        foreach (var format in new[] { TarEntryFormat.Pax, TarEntryFormat.Gnu, TarEntryFormat.Ustar })
        {
            var folder = string.Join('/', Enumerable.Repeat("a-long-folder-name", 6));
            var set = Ingested.From(new MemoryStream(DatasetBuilder.Ordinary().Pair($"{folder}/x.jpg", $"{folder}/x.txt").Tar(format)));

            Assert.Single(set.Image($"{folder}/x.jpg").Boxes);
        }
    }

    [Fact]
    public void Inspect_TarCutShortAnywhere_IsToldSo()
    {
        for (var length = 512; length < Tar.Length - 1024; length += 733)
        {
            Refuses(Tar[..length], "is a damaged tar archive");
        }

        for (var length = 10; length < TarGz.Length - 8; length += 301)
        {
            Refuses(TarGz[..length], "cut short");
        }
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, "holds a link, train/link")]
    [InlineData(TarEntryType.HardLink, "holds a link, train/link")]
    [InlineData(TarEntryType.Fifo, "no plain file: train/link")]
    public void Inspect_TarWithMoreThanFiles_IsRefused(TarEntryType type, string told)
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            var entry = new PaxTarEntry(type, "train/link");
            if (type != TarEntryType.Fifo)
            {
                entry.LinkName = "../../etc/passwd";
            }

            tar.WriteEntry(entry);
        }

        Refuses(stream.ToArray(), told);
    }

    [Theory]
    [InlineData("../evil.jpg")]
    [InlineData("/etc/evil.jpg")]
    [InlineData("C:\\evil.jpg")]
    [InlineData("a/../../evil.jpg")]
    [InlineData("a\\..\\..\\evil.jpg")]
    public void Inspect_HostileNameInTar_IsRefused(string name) =>
        Refuses(DatasetBuilder.Ordinary().Text(name, "x").Tar(), "is not safe to unpack");

    [Fact]
    public void Inspect_GzipBombOrNoTarInIt_IsRefused()
    {
        Refuses(DatasetBuilder.Gzip(new byte[65 << 20]), "looks like a bomb");
        Refuses(DatasetBuilder.Gzip("just text"u8.ToArray()), "what is in it is no tar archive");
        Refuses(DatasetBuilder.Gzip(Tar), "has more than 3 entries", new IngestionLimits { Entries = 3 });
        Refuses(DatasetBuilder.Gzip(Tar), "unpacks to more than 4000 bytes", new IngestionLimits { TotalBytes = 4000 });
    }

    [Fact]
    public void Inflate_TarGz_GivesTheTar()
    {
        using var tar = new MemoryStream();

        ArchiveInflater.Inflate(new MemoryStream(TarGz), "set.tar.gz", new IngestionLimits(), tar, CancellationToken.None);

        Assert.Equal(Tar.Length, tar.Length);
        Assert.False(ArchiveInflater.IsWorthwhile(tar, new IngestionLimits { SpoolBytes = 0 }));
        Assert.True(ArchiveInflater.IsWorthwhile(new MemoryStream(TarGz), new IngestionLimits { SpoolBytes = 0 }));
        Assert.False(ArchiveInflater.IsWorthwhile(new MemoryStream(TarGz), new IngestionLimits()));
    }

    [Fact]
    public void Open_TarGzOnDisk_ReadsItsImages()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "set.tgz");
        File.WriteAllBytes(path, TarGz);

        using var reader = DatasetReader.Open(path);

        Assert.Equal(2, reader.Samples(DatasetSplit.Train).Count);
        Assert.All(reader.Samples(DatasetSplit.Train), sample => Assert.Equal((64, 48), TestImages.SizeOf(sample.ReadImage())));
    }

    private static DatasetBuilder Inside(string name, byte[] archive) => new DatasetBuilder().File(name, archive);

    private static void Refuses(byte[] archive, string told, IngestionLimits? limits = null)
    {
        var exception = Assert.Throws<DatasetException>(
            () => Ingested.From(new MemoryStream(archive), new IngestionOptions { Limits = limits ?? new IngestionLimits() }));

        Assert.Contains(told, exception.Message, StringComparison.Ordinal);
    }
}
