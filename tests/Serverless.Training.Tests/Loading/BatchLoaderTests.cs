using Serverless.Detection;
using Serverless.Training.Loading;
using TorchSharp;

namespace Serverless.Training.Tests.Loading;

public sealed class BatchLoaderTests
{
    private const int Size = 64;

    private static readonly AugmentationOptions Everything = new()
    {
        MixUp = 0.5,
        Degrees = 20,
        Shear = 5,
        Perspective = 0.0005,
        FlipUpDown = 0.5,
        Brightness = 0.2,
        Contrast = 0.2,
        Blur = 0.5,
        Noise = 0.5,
    };

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Training_OtherNumberOfWorkers_GivesTheSameBatches(int workers)
    {
        using var store = new ImageStore(Pictures.Rectangles(13), Size, cacheBytes: long.MaxValue);

        var one = Read(store, workers: 1, epoch: 3);
        var several = Read(store, workers, epoch: 3);

        Assert.Equal([4, 4, 4, 1], one.Select(batch => batch.Targets.Count));
        AssertSame(one, several);
    }

    [Fact]
    public void Training_OtherCache_GivesTheSameBatches()
    {
        using var folder = new TemporaryFolder();
        var sources = Pictures.Rectangles(8);
        using var cached = new ImageStore(sources, Size, cacheBytes: long.MaxValue);
        using var mixed = new ImageStore(sources, Size, cacheBytes: 20_000, new PixelFile(folder.Path, 30_000));
        using var uncached = new ImageStore(sources, Size, cacheBytes: 0);

        var expected = Read(cached, workers: 2, epoch: 0);

        AssertSame(expected, Read(mixed, workers: 2, epoch: 0));
        AssertSame(expected, Read(mixed, workers: 2, epoch: 0));
        AssertSame(expected, Read(uncached, workers: 2, epoch: 0));
    }

    [Fact]
    public void Training_OtherEpochOrSeed_GivesOtherBatches()
    {
        using var store = new ImageStore(Pictures.Rectangles(8), Size, cacheBytes: long.MaxValue);

        var first = Read(store, workers: 1, epoch: 0)[0].Pixels;

        Assert.NotEqual(first, Read(store, workers: 1, epoch: 1)[0].Pixels);
        Assert.NotEqual(first, Read(store, workers: 1, epoch: 0, seed: 8)[0].Pixels);
    }

    [Fact]
    public void Training_LaterStart_GivesTheRestAndReadsNoMore()
    {
        var reads = 0;
        var sources = Pictures.Rectangles(13).Select(image => image with
        {
            Read = () =>
            {
                Interlocked.Increment(ref reads);
                return image.Read();
            },
        });
        using var store = new ImageStore([.. sources], Size, cacheBytes: 0);
        var loader = new BatchLoader(store, batchSize: 4, workers: 2);
        var whole = Copy(loader.Training(Everything, mosaic: false, seed: 1, epoch: 0, default));
        reads = 0;

        var rest = Copy(loader.Training(Everything, mosaic: false, seed: 1, epoch: 0, default, start: 2));

        AssertSame([.. whole.Skip(2)], rest);
        Assert.Equal(5, reads);
    }

    [Fact]
    public void Training_NoVariation_SeesEveryImageOnceBackgroundsIncluded()
    {
        var sources = Pictures.Rectangles(10);
        using var store = new ImageStore(sources, Size, cacheBytes: long.MaxValue);
        var loader = new BatchLoader(store, batchSize: 4, workers: 2);

        var batches = Copy(loader.Training(AugmentationOptions.None, mosaic: false, seed: 1, epoch: 0, default));

        var seen = batches.SelectMany(batch => batch.Images.Zip(batch.Targets)).OrderBy(pair => pair.First).ToArray();
        Assert.Equal(Enumerable.Range(0, 10), seen.Select(pair => pair.First));
        Assert.Equal(sources.Select(image => image.Boxes.Count), seen.Select(pair => pair.Second.Count));
        Assert.NotEqual(Enumerable.Range(0, 10), batches.SelectMany(batch => batch.Images));
    }

    [Fact]
    public void Training_NoMosaicAndNoVariation_EqualsValidation()
    {
        using var store = new ImageStore(Pictures.Rectangles(5), Size, cacheBytes: long.MaxValue);
        var loader = new BatchLoader(store, batchSize: 1, workers: 2);

        var training = Copy(loader.Training(AugmentationOptions.None with { MixUp = 1 }, mosaic: false, 0, 0, default)).OrderBy(batch => batch.Images[0]);
        var validation = Copy(loader.Validation(default));

        AssertSame([.. training], validation, tolerance: 1e-3f);
    }

    [Fact]
    public void Training_SideOfABatch_IsThatOfItsImages()
    {
        using var store = new ImageStore(Pictures.Rectangles(6), Size, cacheBytes: long.MaxValue);
        var loader = new BatchLoader(store, batchSize: 2, workers: 2);

        var sizes = loader.Training(new AugmentationOptions(), true, 0, 0, default, batch => 32 * (batch + 1))
            .Select(batch => (batch.Size, batch.Pixels.Length)).ToArray();

        Assert.Equal(
            new[] { 32, 64, 96 }.Select(side => (new ImageSize(side, side), 2 * side * side * 3)), sizes);
    }

    [Fact]
    public void Training_ManyBatches_UsesFewBuffersAgain()
    {
        const int workers = 2;
        using var store = new ImageStore(Pictures.Rectangles(60), Size, cacheBytes: long.MaxValue);
        var addresses = new HashSet<nint>();

        foreach (var batch in new BatchLoader(store, batchSize: 1, workers).Training(new AugmentationOptions(), true, 0, 0, default))
        {
            addresses.Add(Address(batch));
        }

        // Those that wait, and the one that is looked at.
        Assert.InRange(addresses.Count, 1, (2 * workers) + 1);
    }

    [Fact]
    public void Validation_Rectangular_IsAsLargeAsTheImagesNeedWithABorder()
    {
        SourceImage[] sources =
        [
            .. Pictures.Rectangles(3, width: 200, height: 90), .. Pictures.Rectangles(2, width: 90, height: 200), .. Pictures.Rectangles(3, width: 100, height: 100),
        ];
        using var store = new ImageStore(sources, 128, cacheBytes: long.MaxValue);
        var loader = new BatchLoader(store, batchSize: 3, workers: 2);

        var batches = Copy(loader.Validation(default, rectangular: true));

        Assert.Equal([new ImageSize(160, 96), new ImageSize(160, 160), new ImageSize(96, 160)], batches.Select(batch => batch.Size));
        Assert.Equal([0, 1, 2, 5, 6, 7, 3, 4], batches.SelectMany(batch => batch.Images));
        var labelled = batches.SelectMany(batch => batch.Images.Zip(batch.Letterboxes.Zip(batch.Targets)));
        Assert.All(labelled, pair => Assert.Equal(
            sources[pair.First].Boxes.Select(label => GroundTruth.ToPixels(label, pair.Second.First.Source).CenterX),
            pair.Second.Second.Select(target => pair.Second.First.ToSource(target.Box).CenterX),
            (a, b) => Math.Abs(a - b) < 0.01));
    }

    [Fact]
    public void ToTensor_Batch_IsItsPixelsAsPlanesFromZeroToOne()
    {
        using var scope = torch.NewDisposeScope();
        using var store = new ImageStore(Pictures.Rectangles(3), Size, cacheBytes: 0);
        foreach (var batch in new BatchLoader(store, batchSize: 3, workers: 1).Validation(default))
        {
            var tensor = batch.ToTensor(torch.CPU);

            Assert.Equal([3, 3, Size, Size], tensor.shape);
            Assert.Equal([Size * Size * 3, 1, Size * 3, 3], tensor.stride());
            for (var (channel, at) = (0, ((1 * Size) + 20) * Size * 3); channel < 3; channel++)
            {
                Assert.Equal(batch.Pixels[at + (7 * 3) + channel + ((Size - 1) * Size * 3)] / 255f, tensor[1, channel, 19, 7].item<float>());
            }
        }
    }

    [Fact]
    public void Training_UndecodableImage_NamesIt()
    {
        SourceImage[] sources = [.. Pictures.Rectangles(6), new SourceImage("broken.jpg", [], () => [1, 2, 3])];
        using var store = new ImageStore(sources, Size, cacheBytes: long.MaxValue);
        var loader = new BatchLoader(store, 2, 3);

        var warming = Assert.Throws<TrainingException>(() => loader.Warm(_ => { }, default));
        var training = Assert.Throws<TrainingException>(() => Copy(loader.Training(new AugmentationOptions(), true, 0, 0, default)));

        Assert.Contains("broken.jpg", warming.Message, StringComparison.Ordinal);
        Assert.Contains("broken.jpg", training.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_Cancelled_Throws()
    {
        using var store = new ImageStore(Pictures.Rectangles(8), Size, cacheBytes: 0);
        using var source = new CancellationTokenSource();
        using var batches = new BatchLoader(store, 1, 2).Training(new AugmentationOptions(), mosaic: true, 0, 0, source.Token).GetEnumerator();
        batches.MoveNext();

        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            while (batches.MoveNext())
            {
            }
        });
    }

    private static List<CopiedBatch> Read(ImageStore store, int workers, int epoch, int seed = 7) =>
        Copy(new BatchLoader(store, batchSize: 4, workers).Training(Everything, mosaic: true, seed, epoch, default));

    private static List<CopiedBatch> Copy(IEnumerable<ImageBatch> batches) =>
        [.. batches.Select(batch => new CopiedBatch(batch.Pixels.ToArray(), batch.Size, batch.Images, batch.Targets, batch.Letterboxes))];

    private static void AssertSame(IReadOnlyList<CopiedBatch> expected, IReadOnlyList<CopiedBatch> actual, float tolerance = 0)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Zip(actual), pair =>
        {
            Assert.Equal(pair.First.Pixels, pair.Second.Pixels);
            Assert.Equal(pair.First.Images, pair.Second.Images);
            Assert.Equal(
                pair.First.Targets.SelectMany(targets => targets), pair.Second.Targets.SelectMany(targets => targets), (a, b) => Near(a, b, tolerance));
        });
    }

    private static bool Near(TargetBox a, TargetBox b, float tolerance) =>
        a.ClassId == b.ClassId
        && Math.Abs(a.Box.Left - b.Box.Left) <= tolerance
        && Math.Abs(a.Box.Top - b.Box.Top) <= tolerance
        && Math.Abs(a.Box.Right - b.Box.Right) <= tolerance
        && Math.Abs(a.Box.Bottom - b.Box.Bottom) <= tolerance;

    private static unsafe nint Address(ImageBatch batch)
    {
        fixed (byte* start = batch.Pixels)
        {
            return (nint)start;
        }
    }

    private sealed record CopiedBatch(
        byte[] Pixels,
        ImageSize Size,
        IReadOnlyList<int> Images,
        IReadOnlyList<IReadOnlyList<TargetBox>> Targets,
        IReadOnlyList<Letterbox> Letterboxes);
}
