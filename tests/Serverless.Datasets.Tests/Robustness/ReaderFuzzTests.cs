using System.IO.Compression;
using System.Text;
using Serverless.Datasets.Entries;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Layouts;
using Serverless.Datasets.Tests.Layouts;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Robustness;

/// <summary>Feeds each reader mutations of what it reads: nothing but the exceptions that it documents may come out.</summary>
[Trait("Category", "Long")]
public sealed class ReaderFuzzTests
{
    private const int Rounds = 5_000;

    private static readonly LabelContext Context = new(64, 48, ["a", "b"], new IngestionLimits(), new FindingList());

    [Fact]
    public void OpenArchive_Mutated_FailsAsDocumented()
    {
        byte[][] seeds =
        [
            DatasetBuilder.Ordinary().Zip().ToArray(),
            DatasetBuilder.Ordinary().Zip(CompressionLevel.NoCompression).ToArray(),
            DatasetBuilder.Ordinary().Tar(),
            DatasetBuilder.Ordinary().Tar(System.Formats.Tar.TarEntryFormat.Gnu),
            DatasetBuilder.Ordinary().TarGz(),
            new DatasetBuilder().File("in.zip", DatasetBuilder.Ordinary().Zip().ToArray()).Zip().ToArray(),
        ];
        Fuzz(1, seeds, bytes =>
        {
            using var files = ArchiveFiles.Open(new MemoryStream(bytes), "set", new IngestionLimits { Entries = 1000 }, leaveOpen: false);
            foreach (var file in files.Files)
            {
                try
                {
                    _ = files.Read(file.Path, 1 << 20);
                }
                catch (InvalidDataException)
                {
                    // Documented: the file is dropped.
                }
            }
        });
    }

    [Fact]
    public void ParseYoloLabels_Mutated_NeverFails() =>
        Fuzz(2, Texts("0 0.5 0.5 0.25 0.25\n1 0.1 0.2 0.3 0.4 0.9\r\n0 0.1 0.1 0.2 0.2 0.3 0.1\n", "\uFEFF1 1e-3 .5 1 1\n"), bytes => AssertSound(YoloLabelParser.Parse(bytes, "a.txt", Context)));

    [Fact]
    public void ParseVoc_Mutated_FailsAsDocumented() =>
        Fuzz(3, Texts(VocLayoutTests.Xml(("a", 1, 2, 30, 40), ("b", 0, 0, 9.5, 8)), "<?xml version=\"1.0\" encoding=\"utf-8\"?>" + VocLayoutTests.Xml(("a", -1, 2, 1e9, 40))), bytes => _ = VocAnnotation.Parse(bytes));

    [Fact]
    public void ReadCoco_Mutated_FailsAsDocumented() => Fuzz(
        4,
        Texts(CocoLayoutTests.Json(CocoLayoutTests.Images, """{"id": 1, "image_id": 1, "category_id": 3, "bbox": [0, 0, 32, 24], "segmentation": [[1, 2, 3, 4, 5, 6]], "iscrowd": 0}, {"id": 2, "image_id": 2, "category_id": 7, "segmentation": [[1, 2, 3, 4, 5, 6]]}""")),
        bytes => _ = CocoFile.Read(new MemoryStream(bytes), "a.json", new FindingList(), 1000, CancellationToken.None));

    [Fact]
    public void ParseDataYaml_Mutated_FailsAsDocumented() =>
        Fuzz(5, Texts("path: ../set\ntrain: train/images\nval: [a, b]\nnc: 2\nnames:\n  0: pothole\n  1: 'crack'\n", "names: [\"a\", b, &x c, *x]\nnc: 3\n"), bytes => _ = DataYaml.Parse("data.yaml", bytes));

    [Fact]
    public void ReadCsv_Mutated_FailsAsDocumented() => Fuzz(
        6,
        Texts("filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,64,48,\"car, red\",16,12,48,36\nb.jpg,64,48,bus,0,0,32,24\n", "image;label;x;y;width;height\r\na;\"x \"\"y\"\"\";0.1;0.2;0.3;0.4\r\n"),
        bytes => _ = CsvTable.Read(new MemoryStream(bytes), "t.csv", new FindingList(), 1000, CancellationToken.None));

    private static byte[][] Texts(params string[] texts) => Array.ConvertAll(texts, Encoding.UTF8.GetBytes);

    private static void AssertSound(IReadOnlyList<LabeledBox> boxes) => Assert.All(boxes, box =>
    {
        Assert.InRange(box.ClassId, 0, 1);
        Assert.InRange(box.CenterX - (box.Width / 2), -1e-4f, 1);
        Assert.InRange(box.CenterY + (box.Height / 2), 0, 1.0001f);
    });

    private static void Fuzz(int seed, byte[][] seeds, Action<byte[]> read)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = BadInputs.Mutate(seeds[round % seeds.Length], random);
            try
            {
                read(bytes);
            }
            catch (Exception exception) when (exception is DatasetException or InvalidDataException)
            {
                // Documented.
            }
#pragma warning disable CA1031 // Any other exception is what is looked for.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Assert.Fail($"Round {round}: {exception} on {Convert.ToBase64String(bytes.AsSpan(0, Math.Min(bytes.Length, 4000)))}");
            }
        }
    }
}
