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
    public IEnumerable<ImageBatch> Training(
        AugmentationOptions augmentation,
        bool mosaic,
        int seed,
        int epoch,
        CancellationToken cancellationToken,
        Func<int, int>? side = null)
    {
        using var composer = new SampleComposer(_images, augmentation);
        using var buffers = new PixelBufferPool(_pinned);
        var order = Enumerable.Range(0, _images.Count).ToArray();
        RandomDraws.Of(seed, epoch, -1).Shuffle(order);
        using var pipeline = new OrderedPipeline<ImageBatch>(Batches, _workers, Compose, cancellationToken);
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
    /// Whether images are sorted by their shape and every batch is as small as its images allow, in multiples of 32; otherwise they come
    /// in their order, square. Images should be warm then: their shapes are needed first.
    /// </param>
    public IEnumerable<ImageBatch> Validation(CancellationToken cancellationToken, bool rectangular = false)
    {
        using var scratch = new PerThread<Mat>();
        using var buffers = new PixelBufferPool(_pinned);
        var order = Enumerable.Range(0, _images.Count).ToArray();
        if (rectangular)
        {
            order = [.. order.OrderBy(index => Aspect(_images.Measure(index, scratch.Value)))];
        }

        using var pipeline = new OrderedPipeline<ImageBatch>(Batches, _workers, Fit, cancellationToken);
        foreach (var batch in pipeline)
        {
            using (batch)
            {
                yield return batch;
            }
        }

        ImageBatch Fit(int batch)
        {
            var first = batch * _batchSize;
            var chosen = order[first..Math.Min(first + _batchSize, order.Length)];
            var size = rectangular
                ? SmallestFor(chosen.Select(index => _images.Measure(index, scratch.Value)))
                : new ImageSize(_images.ImageSize, _images.ImageSize);
            return new BatchWriter(buffers, size, chosen).Write(index => _images.Get(index, scratch.Value));
        }
    }

    private static double Aspect(Letterbox letterbox) => letterbox.Source.Height / (double)letterbox.Source.Width;

    private ImageSize SmallestFor(IEnumerable<Letterbox> letterboxes)
    {
        var (width, height) = (0, 0);
        foreach (var letterbox in letterboxes)
        {
            width = Math.Max(width, Covering(letterbox.Source.Width * letterbox.Scale));
            height = Math.Max(height, Covering(letterbox.Source.Height * letterbox.Scale));
        }

        return new ImageSize(width, height);

        // Scales are single precision; a hair above a multiple is that multiple.
        int Covering(float length) => Math.Min(_images.ImageSize, (int)Math.Ceiling((length - 0.01f) / Stride) * Stride);
    }
}
