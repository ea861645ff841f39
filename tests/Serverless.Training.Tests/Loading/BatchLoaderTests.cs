using Serverless.Training.Loading;

namespace Serverless.Training.Tests.Loading;

public sealed class BatchLoaderTests
{
    private const int Size = 64;

    [Fact]
    public void Training_OtherNumberOfWorkers_GivesTheSameBatches()
    {
        using var store = new ImageStore(Pictures.Rectangles(13), Size, cacheBytes: long.MaxValue);

        var one = Read(store, workers: 1, epoch: 3);
        var three = Read(store, workers: 3, epoch: 3);

        Assert.Equal(4, one.Count);
        Assert.Equal(1, one[^1].Count);
        Assert.All(one.Zip(three), pair =>
        {
            Assert.Equal(pair.First.Pixels, pair.Second.Pixels);
            Assert.Equal(pair.First.Targets, pair.Second.Targets);
        });
    }

    [Fact]
    public void Training_CacheTooSmall_GivesTheSameBatches()
    {
        using var cached = new ImageStore(Pictures.Rectangles(8), Size, cacheBytes: long.MaxValue);
        using var uncached = new ImageStore(Pictures.Rectangles(8), Size, cacheBytes: 20_000);

        Assert.All(
            Read(cached, workers: 2, epoch: 0).Zip(Read(uncached, workers: 2, epoch: 0)),
            pair => Assert.Equal(pair.First.Pixels, pair.Second.Pixels));
    }

    [Fact]
    public void Training_OtherEpoch_GivesOtherBatches()
    {
        using var store = new ImageStore(Pictures.Rectangles(8), Size, cacheBytes: long.MaxValue);

        Assert.NotEqual(Read(store, workers: 1, epoch: 0)[0].Pixels, Read(store, workers: 1, epoch: 1)[0].Pixels);
    }

    [Fact]
    public void Training_NoVariation_SeesEveryImageOnceBackgroundsIncluded()
    {
        var sources = Pictures.Rectangles(10);
        using var store = new ImageStore(sources, Size, cacheBytes: long.MaxValue);
        var loader = new BatchLoader(store, batchSize: 4, workers: 2);

        var targets = loader.Training(AugmentationOptions.None, mosaic: false, seed: 1, epoch: 0, default).SelectMany(batch => batch.Targets).ToArray();

        Assert.Equal(sources.Select(image => image.Boxes.Count).Order(), targets.Select(boxes => boxes.Count).Order());
        Assert.Equal(2, targets.Count(boxes => boxes.Count == 0));
    }

    [Fact]
    public void Validation_UndecodableImage_NamesIt()
    {
        using var store = new ImageStore([new SourceImage("broken.jpg", [], () => [1, 2, 3])], Size, cacheBytes: 0);

        var exception = Assert.ThrowsAny<Exception>(() => new BatchLoader(store, 1, 1).Validation(stride: 32, default).ToArray());

        Assert.IsType<TrainingException>(exception);
        Assert.Contains("broken.jpg", exception.Message, StringComparison.Ordinal);
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

    private static List<ImageBatch> Read(ImageStore store, int workers, int epoch) =>
        [.. new BatchLoader(store, batchSize: 4, workers).Training(new AugmentationOptions(), mosaic: true, seed: 7, epoch, default)];
}
