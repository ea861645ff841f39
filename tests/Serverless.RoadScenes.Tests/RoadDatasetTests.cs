using System.Globalization;
using System.IO.Compression;
using OpenCvSharp;

namespace Serverless.RoadScenes.Tests;

public sealed class RoadDatasetTests : IDisposable
{
    private static readonly RoadDatasetOptions Small = new() { Train = 30, Validation = 4, Test = 2, Width = 128, Height = 128, Seed = 3 };
    private readonly string _folder = Directory.CreateTempSubdirectory("roads").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WriteZipAsync_ThreeSplits_HasTheYoloLayout()
    {
        var path = Path.Combine(_folder, "roads.zip");

        await RoadDataset.WriteZipAsync(path, Small, null, CancellationToken.None);

        await using var zip = await ZipFile.OpenReadAsync(path);
        Assert.Equal(30, zip.Entries.Count(entry => entry.FullName.StartsWith("train/images/", StringComparison.Ordinal)));
        Assert.Equal(4, zip.Entries.Count(entry => entry.FullName.StartsWith("valid/images/", StringComparison.Ordinal)));
        Assert.Equal(2, zip.Entries.Count(entry => entry.FullName.StartsWith("test/images/", StringComparison.Ordinal)));
        Assert.Equal(36, zip.Entries.Where(IsImage).Select(entry => entry.Name).Distinct().Count());
        Assert.All(zip.Entries.Where(IsImage), image => Assert.NotNull(zip.GetEntry(LabelOf(image.FullName))));
        Assert.Equal("train: train/images\nval: valid/images\ntest: test/images\nnc: 1\nnames: [pothole]\n", Text(zip, "data.yaml"));
    }

    [Fact]
    public async Task WriteZipAsync_EachLabelLine_IsABoxInsideTheImage()
    {
        var path = Path.Combine(_folder, "roads.zip");

        await RoadDataset.WriteZipAsync(path, Small, null, CancellationToken.None);

        await using var zip = await ZipFile.OpenReadAsync(path);
        var lines = zip.Entries.Where(IsLabel).SelectMany(entry => Text(zip, entry.FullName).Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.True(lines.Count > 30);
        Assert.All(lines, line =>
        {
            var columns = line.Split(' ').Select(column => double.Parse(column, CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal(5, columns.Length);
            Assert.Equal(0, columns[0]);
            Assert.InRange(columns[1] - (columns[3] / 2), -1e-5, 1);
            Assert.InRange(columns[1] + (columns[3] / 2), 0, 1 + 1e-5);
            Assert.InRange(columns[2] - (columns[4] / 2), -1e-5, 1);
            Assert.InRange(columns[2] + (columns[4] / 2), 0, 1 + 1e-5);
        });
    }

    [Fact]
    public async Task WriteZipAsync_ManyImages_SomeAreBackgroundsAndAllDecode()
    {
        var path = Path.Combine(_folder, "roads.zip");

        await RoadDataset.WriteZipAsync(path, Small, null, CancellationToken.None);

        await using var zip = await ZipFile.OpenReadAsync(path);
        Assert.InRange(zip.Entries.Count(entry => IsLabel(entry) && entry.Length == 0), 3, 9);
        Assert.All(zip.Entries.Where(IsImage).Take(5), entry =>
        {
            using var image = Cv2.ImDecode(Bytes(entry), ImreadModes.Color);
            Assert.Equal(new Size(128, 128), image.Size());
        });
    }

    [Fact]
    public async Task WriteZipAsync_SameOptions_SameBytes()
    {
        var options = Small with { Train = 3, Validation = 1, Test = 0, View = SceneView.Overhead };
        var (first, second) = (Path.Combine(_folder, "a.zip"), Path.Combine(_folder, "b.zip"));

        await RoadDataset.WriteZipAsync(first, options, null, CancellationToken.None);
        await RoadDataset.WriteZipAsync(second, options, null, CancellationToken.None);

        Assert.Equal(await File.ReadAllBytesAsync(first), await File.ReadAllBytesAsync(second));
    }

    [Fact]
    public async Task WriteZipAsync_Cancelled_LeavesNoFile()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new SynchronousProgress(count =>
        {
            if (count == 2)
            {
                cancellation.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RoadDataset.WriteZipAsync(Path.Combine(_folder, "roads.zip"), Small, progress, cancellation.Token));

        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public async Task WriteZipAsync_NoImages_Throws() => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
        RoadDataset.WriteZipAsync(Path.Combine(_folder, "roads.zip"), Small with { Train = 0, Validation = 0, Test = 0 }, null, CancellationToken.None));

    private static bool IsImage(ZipArchiveEntry entry) => entry.FullName.EndsWith(".jpg", StringComparison.Ordinal);

    private static bool IsLabel(ZipArchiveEntry entry) => entry.FullName.EndsWith(".txt", StringComparison.Ordinal);

    private static string LabelOf(string image) => Path.ChangeExtension(image.Replace("/images/", "/labels/", StringComparison.Ordinal), ".txt");

    private static string Text(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private sealed class SynchronousProgress(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
