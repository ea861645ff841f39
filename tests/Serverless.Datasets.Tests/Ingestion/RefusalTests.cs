using System.Buffers.Binary;
using System.IO.Compression;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Ingestion;

public sealed class RefusalTests
{
    [Fact]
    public void Inspect_NoZip_IsToldWhatItIs()
    {
        Refuses([0x1F, 0x8B, 8, 0, 0, 0], "gzip");
        Refuses([.. "Rar!"u8, 1, 2, 3], "RAR");
        Refuses([.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "7-Zip");
        Refuses([.. new byte[257], .. "ustar"u8, .. new byte[250]], "tar archive");
        Refuses([.. "  <!DOCTYPE html><html>"u8], "web page");
        Refuses([1, 2, 3, 4], "no archive known");
        Refuses([], "empty");
    }

    [Fact]
    public void Inspect_ZipCutShortAnywhere_IsToldSo()
    {
        var zip = DatasetBuilder.Ordinary().Zip().ToArray();
        for (var length = 4; length < zip.Length; length += 101)
        {
            Refuses(zip[..length], "cut short");
        }
    }

    [Fact]
    public void Normalize_DamageInsideTheZip_DropsWhatIsHit()
    {
        using var zip = DatasetBuilder.Ordinary().Zip(CompressionLevel.NoCompression);
        var bytes = zip.ToArray();
        bytes[600] ^= 0xFF;

        var set = Ingested.From(new MemoryStream(bytes));

        Assert.Equal(3, set.Manifest.Images.Count);
        Assert.Contains("checksum", Assert.Single(set.Of(FindingKind.UnreadableImage)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_EncryptedZip_IsToldSo()
    {
        var bytes = DatasetBuilder.Ordinary().Zip().ToArray();
        foreach (var (signature, flags) in new[] { (0x04034B50u, 6), (0x02014B50u, 8) })
        {
            for (var i = 0; i + 46 < bytes.Length; i++)
            {
                if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i)) == signature)
                {
                    bytes[i + flags] |= 1;
                }
            }
        }

        Refuses(bytes, "without a password");
    }

    [Fact]
    public void Inspect_ZipPackedByAnotherMethod_IsToldWhichToChoose()
    {
        const byte lzma = 14;
        var bytes = DatasetBuilder.Ordinary().Zip(CompressionLevel.NoCompression).ToArray();
        foreach (var (signature, method) in new[] { (0x04034B50u, 8), (0x02014B50u, 10) })
        {
            for (var i = 0; i + 46 < bytes.Length; i++)
            {
                if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i)) == signature)
                {
                    bytes[i + method] = lzma;
                }
            }
        }

        Refuses(bytes, "choose Deflate when packing.");
    }

    [Theory]
    [InlineData("../evil.jpg")]
    [InlineData("train/../../evil.jpg")]
    [InlineData("/etc/evil.jpg")]
    [InlineData("C:\\evil.jpg")]
    [InlineData("..\\evil.jpg")]
    [InlineData("train/ev\nil.jpg")]
    public void Inspect_NameThatLeavesTheArchive_IsRefused(string name) =>
        Refuses(DatasetBuilder.Ordinary().Text(name, "x"), "points outside the archive");

    [Fact]
    public void Inspect_BackslashesAsWindowsPacks_AreFolders()
    {
        var set = Ingested.From(new DatasetBuilder()
            .Pair("set\\train\\images\\a.jpg", "set\\train\\labels\\a.txt")
            .Pair("set\\val\\images\\b.jpg", "set\\val\\labels\\b.txt"));

        Assert.Equal("set/train/images/a.jpg", set.Manifest.Images[0].Source);
    }

    [Fact]
    public void Inspect_MoreEntriesThanAllowed_IsRefused() =>
        Refuses(DatasetBuilder.Ordinary(), "at most 3", new IngestionLimits { Entries = 3 });

    [Fact]
    public void Inspect_MoreBytesThanAllowed_IsRefused() =>
        Refuses(DatasetBuilder.Ordinary(), "at most 1000", new IngestionLimits { TotalBytes = 1000 });

    [Fact]
    public void Inspect_Bomb_IsRefused() =>
        Refuses(DatasetBuilder.Ordinary().File("train/images/bomb.bmp", new byte[65 << 20]), "zip bomb");

    [Fact]
    public void Inspect_EntriesThatShareBytes_AreRefused()
    {
        var bytes = DatasetBuilder.Ordinary().Zip(CompressionLevel.NoCompression).ToArray();
        for (var i = 0; i + 46 < bytes.Length; i++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i)) == 0x02014B50u)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i + 20), bytes.Length / 2);
            }
        }

        Refuses(bytes, "claim more bytes");
    }

    [Fact]
    public void Normalize_LargeFiles_AreDroppedAlone()
    {
        var set = Ingested.From(
            DatasetBuilder.Ordinary().File("train/images/e.jpg", TestImages.Jpeg(99, 640, 480)).Text("train/labels/e.txt", DatasetBuilder.Box),
            new IngestionOptions { Limits = new IngestionLimits { ImageBytes = 3000 } });

        Assert.Equal(4, set.Manifest.Images.Count);
        Assert.Contains("at most 3000", Assert.Single(set.Of(FindingKind.UnreadableImage)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_LabelsOfOtherNames_IsToldSo() =>
        Refuses(new DatasetBuilder().Image("images/a.jpg").Image("images/b.jpg").Text("labels/x.txt", DatasetBuilder.Box), "none of them belongs to an image");

    [Fact]
    public void Inspect_NoImages_IsToldSo() => Refuses(new DatasetBuilder().Text("labels/a.txt", DatasetBuilder.Box), "no images among its 1 files");

    [Fact]
    public void Inspect_NoFiles_IsToldSo() => Refuses(new DatasetBuilder(), "no files");

    [Fact]
    public void Inspect_ArchiveInArchive_IsToldSo() => Refuses(new DatasetBuilder().Text("sub/inner.zip", "x"), "sub/inner.zip");

    [Fact]
    public void Inspect_ClassFolders_AreToldToBeAClassificationSet() =>
        Refuses(
            new DatasetBuilder().Image("train/NORMAL/a.jpg").Image("train/PNEUMONIA/b.jpg").Image("val/NORMAL/c.jpg"),
            "classification set: 3 images sorted into class folders (NORMAL, PNEUMONIA)");

    [Fact]
    public void Inspect_OtherLabelFormats_AreNamed()
    {
        Refuses(new DatasetBuilder().Image("images/a.jpg").Text("annotations/a.xml", "<x/>"), "annotations/a.xml is no Pascal VOC file with boxes");
        Refuses(new DatasetBuilder().Image("images/a.jpg").Text("annotations/instances_train.json", "{}"), "annotations/instances_train.json is no COCO file with boxes");
        Refuses(new DatasetBuilder().Image("images/a.jpg").Text("labels.csv", "id,text\n1,x"), "labels.csv is no CSV file with boxes");
    }

    [Fact]
    public void Inspect_TextThatIsNoYolo_IsToldWithItsPlace() =>
        Refuses(
            new DatasetBuilder().Pair("train/Butterfly/a.jpg", "train/Butterfly/Label/a.txt", "Butterfly 10.0 20.0 300.0 200.0"),
            "no YOLO labels. train/Butterfly/Label/a.txt:1: \"Butterfly\" is no number.");

    [Fact]
    public void Assemble_NoUsableImage_IsToldWhy() =>
        Refuses(
            new DatasetBuilder().Text("train/a.jpg", "no image").Text("train/a.txt", DatasetBuilder.Box),
            "set.zip has no usable image. train/a.jpg: It is not a JPEG");

    [Fact]
    public void Assemble_NoUsableBox_IsToldWhy() =>
        Refuses(
            new DatasetBuilder().Pair("train/a.jpg", "train/a.txt", "0 320 240 20 20").Pair("val/b.jpg", "val/b.txt", string.Empty),
            "no usable box on any of its 2 images, so there is nothing to learn. train/a.txt:1:");

    [Fact]
    public void Assemble_OneImageAlone_IsRefused() => Refuses(new DatasetBuilder().Pair("a.jpg", "a.txt"), "at least two");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Inspect_ShareOutOfRange_IsRefused(double share) =>
        Assert.Throws<DatasetException>(() => Ingested.From(DatasetBuilder.Ordinary(), new IngestionOptions { ValidationShare = share }));

    [Fact]
    public void Inspect_Cancelled_Stops()
    {
        using var zip = DatasetBuilder.Ordinary().Zip();

        Assert.ThrowsAny<OperationCanceledException>(() => ArchiveInspector.Inspect(zip, "set.zip", new IngestionOptions(), new CancellationToken(canceled: true)));
    }

    private static void Refuses(DatasetBuilder dataset, string told, IngestionLimits? limits = null) =>
        Refuses(dataset.Zip(CompressionLevel.SmallestSize).ToArray(), told, limits);

    private static void Refuses(byte[] zip, string told, IngestionLimits? limits = null)
    {
        var exception = Assert.Throws<DatasetException>(
            () => Ingested.From(new MemoryStream(zip), new IngestionOptions { Limits = limits ?? new IngestionLimits() }));

        Assert.Contains(told, exception.Message, StringComparison.Ordinal);
    }
}
