using OpenCvSharp;
using Serverless.Training.Loading;

namespace Serverless.Training.Tests.Loading;

public sealed class ImageStoreTests
{
    private const int Size = 64;
    private const long ImageBytes = (Size + 2) * (48 + 2) * 3;

    [Fact]
    public void Get_MemoryDiskOrNeither_GivesTheSamePixels()
    {
        using var folder = new TemporaryFolder();
        var sources = Pictures.Rectangles(6);
        using var memory = new ImageStore(sources, Size, cacheBytes: long.MaxValue);
        using var disk = new ImageStore(sources, Size, cacheBytes: 0, new PixelFile(folder.Path, long.MaxValue));
        using var neither = new ImageStore(sources, Size, cacheBytes: 0);

        for (var i = 0; i < 2 * sources.Length; i++)
        {
            var expected = Pixels(memory, i % sources.Length);
            Assert.Equal(expected, Pixels(disk, i % sources.Length));
            Assert.Equal(expected, Pixels(neither, i % sources.Length));
        }
    }

    [Fact]
    public void Get_Budgets_AreKeptAndDecidedInOrder()
    {
        using var folder = new TemporaryFolder();
        var reads = new int[5];
        var sources = Pictures.Rectangles(5).Select((source, i) => source with { Read = () => Count(source.Read, ref reads[i]) }).ToArray();
        using var store = new ImageStore(sources, Size, cacheBytes: 2 * ImageBytes, new PixelFile(folder.Path, ImageBytes));

        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < sources.Length; i++)
            {
                Pixels(store, i);
            }
        }

        // Two in memory, one on disk, two decoded every time.
        Assert.Equal([1, 1, 1, 3, 3], reads);
        Assert.Equal(2 * ImageBytes, store.UsedBytes);
    }

    [Fact]
    public void Get_ManyThreads_KeepsEachImageOnce()
    {
        using var store = new ImageStore(Pictures.Rectangles(8), Size, cacheBytes: long.MaxValue);

        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Pixels(store, i % 8));

        Assert.Equal(8 * ImageBytes, store.UsedBytes);
    }

    [Fact]
    public void Get_FrameOfTheImage_RepeatsItsEdge()
    {
        using var store = new ImageStore(Pictures.Rectangles(1), Size, cacheBytes: 0);
        using var scratch = new Mat();

        using var image = store.Get(0, scratch);

        Assert.Equal((66, 50), (image.Framed.Width, image.Framed.Height));
        Assert.Equal(image.Framed.At<Vec3b>(1, 1), image.Framed.At<Vec3b>(0, 0));
        Assert.Equal(image.Framed.At<Vec3b>(48, 64), image.Framed.At<Vec3b>(49, 65));
    }

    [Fact]
    public void Get_DatasetVanished_NamesTheImage()
    {
        var source = new SourceImage("gone.jpg", [], () => throw new FileNotFoundException("no such file"));
        using var store = new ImageStore([source], Size, cacheBytes: 0);
        using var scratch = new Mat();

        var exception = Assert.Throws<TrainingException>(() => store.Get(0, scratch));

        Assert.Contains("gone.jpg", exception.Message, StringComparison.Ordinal);
        Assert.Contains("no such file", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0, 0, 16 })]
    public void Get_Undecodable_NamesTheImage(byte[] bytes)
    {
        using var store = new ImageStore([new SourceImage("broken.jpg", [], () => bytes)], Size, cacheBytes: 0);
        using var scratch = new Mat();

        var exception = Assert.Throws<TrainingException>(() => store.Get(0, scratch));

        Assert.Contains("The image broken.jpg cannot be decoded", exception.Message, StringComparison.Ordinal);
    }

    private static byte[] Count(Func<byte[]> read, ref int reads)
    {
        Interlocked.Increment(ref reads);
        return read();
    }

    private static byte[] Pixels(ImageStore store, int index)
    {
        using var scratch = new Mat();
        using var image = store.Get(index, scratch);
        using var copy = image.Framed.Clone();
        copy.GetArray(out Vec3b[] pixels);
        return [.. pixels.SelectMany(pixel => new[] { pixel.Item0, pixel.Item1, pixel.Item2 })];
    }
}
