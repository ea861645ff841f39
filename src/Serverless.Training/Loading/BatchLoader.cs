using OpenCvSharp;
using Serverless.Detection;

namespace Serverless.Training.Loading;

/// <summary>
/// Prepares batches on threads of its own. What a batch holds follows from the seed, the epoch and its place alone,
/// not from the number of threads.
/// </summary>
internal sealed class BatchLoader
{
    private const int Stride = 32;

    private readonly ImageStore _images;
    private readonly int _batchSize;
    private readonly int _workers;
    private readonly bool _pinned;

    /// <param name="pinned">Whether a GPU can fetch the batches' memory directly.</param>
    public BatchLoader(ImageStore images, int batchSize, int workers, bool pinned = false)
    {
        (_images, _batchSize, _workers, _pinned) = (images, batchSize, workers, pinned);
        Cv2.SetNumThreads(1); // Of OpenCV, for each worker.
    }

    public int Batches => (_images.Count + _batchSize - 1) / _batchSize;

    /// <summary>Decodes every image once, so that the cache is filled and a broken image is found before training starts.</summary>
    public void Warm(Action<int> loaded, CancellationToken cancellationToken)
    {
        using var scratch = new PerThread<Mat>();
        using var pipeline = new OrderedPipeline<Letterbox>(
            _images.Count, _workers, index => _images.Measure(index, scratch.Value), cancellationToken);
        var done = 0;
        foreach (var _ in pipeline)
        {
            loaded(++done);
        }
    }

    /// <summary>All images in a random order, varied. A batch is valid until the next one is asked for.</summary>
    /// <param name="side">Of the square images of a batch, by its number; null for the size that images are kept in.</param>
    /// <param name="start">Number of the first batch that is wanted; those before it are not prepared.</param>
    public IEnumerable<ImageBatch> Training(
        AugmentationOptions augmentation,
        bool mosaic,
        int seed,
        int epoch,
        CancellationToken cancellationToken,
        Func<int, int>? side = null,
        int start = 0)
    {
        using var composer = new SampleComposer(_images, augmentation);
        using var buffers = new PixelBufferPool(_pinned);
        var order = Enumerable.Range(0, _images.Count).ToArray();
        RandomDraws.Of(seed, epoch, -1).Shuffle(order);
        using var pipeline = new OrderedPipeline<ImageBatch>(Batches - start, _workers, i => Compose(start + i), cancellationToken);
        foreach (var batch in pipeline)
        {
            using (batch)
            {
                yield return batch;
            }
        }

        ImageBatch Compose(int batch)
        {
            var first = batch * _batchSize;
            var pixels = side?.Invoke(batch) ?? _images.ImageSize;
            var writer = new BatchWriter(buffers, new ImageSize(pixels, pixels), order[first..Math.Min(first + _batchSize, order.Length)]);
            return writer.Write((i, index, target) =>
                composer.Compose(index, mosaic, RandomDraws.Of(seed, epoch, first + i), target));
        }
    }

    /// <summary>All images, fitted into the input and not varied. A batch is valid until the next one is asked for.</summary>
    /// <param name="rectangular">
    /// Whether images of like aspect ratio come together in batches as small as they allow, see <see cref="ValidationBatch"/>; otherwise
    /// they come in their order, square.
    /// </param>
    public IEnumerable<ImageBatch> Validation(CancellationToken cancellationToken, bool rectangular = false)
    {
        using var scratch = new PerThread<Mat>();
        using var buffers = new PixelBufferPool(_pinned);
        var batches = rectangular
            ? ValidationBatch.Rectangular(Sizes(scratch.Value), _images.ImageSize, _batchSize, Stride)
            : ValidationBatch.Square(_images.Count, _images.ImageSize, _batchSize);
        using var pipeline = new OrderedPipeline<ImageBatch>(batches.Count, _workers, Fit, cancellationToken);
        foreach (var batch in pipeline)
        {
            using (batch)
            {
                yield return batch;
            }
        }

        ImageBatch Fit(int batch) => new BatchWriter(buffers, batches[batch].Size, [.. batches[batch].Images])
            .Write(index => _images.Get(index, scratch.Value));
    }

    private ImageSize[] Sizes(Mat scratch) => [.. Enumerable.Range(0, _images.Count).Select(index => _images.SizeOf(index, scratch))];
}
