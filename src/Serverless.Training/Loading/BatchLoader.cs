using OpenCvSharp;
using Serverless.Detection;

namespace Serverless.Training.Loading;

/// <summary>
/// Prepares batches on threads of its own. What a batch holds follows from the seed, the epoch and its place alone,
/// not from the number of threads.
/// </summary>
internal sealed class BatchLoader(ImageStore images, int batchSize, int workers)
{
    public int Batches => (images.Count + batchSize - 1) / batchSize;

    /// <summary>Decodes every image once, so that the cache is filled.</summary>
    public void Warm(Action<int> loaded, CancellationToken cancellationToken)
    {
        using var pipeline = new OrderedPipeline<bool>(images.Count, workers, Touch, cancellationToken);
        var done = 0;
        foreach (var _ in pipeline)
        {
            loaded(++done);
        }
    }

    /// <summary>All images in a random order, varied.</summary>
    public IEnumerable<ImageBatch> Training(
        AugmentationOptions augmentation, bool mosaic, int seed, int epoch, CancellationToken cancellationToken)
    {
        var composer = new SampleComposer(images, augmentation);
        var order = Enumerable.Range(0, images.Count).ToArray();
        new Random(Mix(seed, epoch, -1)).Shuffle(order);
        using var pipeline = new OrderedPipeline<ImageBatch>(
            Batches, workers, batch => ComposeBatch(composer, order, batch, mosaic, place => Mix(seed, epoch, place)), cancellationToken);
        foreach (var batch in pipeline)
        {
            yield return batch;
        }
    }

    /// <summary>All images in their order, fitted into the input and not varied.</summary>
    public IEnumerable<ImageBatch> Validation(CancellationToken cancellationToken)
    {
        using var pipeline = new OrderedPipeline<ImageBatch>(Batches, workers, FitBatch, cancellationToken);
        foreach (var batch in pipeline)
        {
            yield return batch;
        }
    }

    // Neighbouring inputs must give unrelated generators (the finalizer of MurmurHash3 on each).
    private static int Mix(int seed, int epoch, int place)
    {
        var hash = 0u;
        foreach (var value in (ReadOnlySpan<int>)[seed, epoch, place])
        {
            hash = (hash * 31) + (uint)value + 0x9e3779b9;
            hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
            hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
            hash ^= hash >> 16;
        }

        return (int)hash;
    }

    private bool Touch(int index)
    {
        images.Get(index).Dispose();
        return true;
    }

    private ImageBatch ComposeBatch(SampleComposer composer, int[] order, int batch, bool mosaic, Func<int, int> seedOf)
    {
        var first = batch * batchSize;
        var targets = new IReadOnlyList<TargetBox>[Math.Min(batchSize, images.Count - first)];
        var pixels = Fill(targets.Length, (i, target) =>
            targets[i] = composer.Compose(order[first + i], mosaic, new Random(seedOf(first + i)), target));
        return new ImageBatch(pixels, images.ImageSize, targets, []);
    }

    private ImageBatch FitBatch(int batch)
    {
        var first = batch * batchSize;
        var count = Math.Min(batchSize, images.Count - first);
        var targets = new IReadOnlyList<TargetBox>[count];
        var letterboxes = new Letterbox[count];
        var pixels = Fill(count, (i, target) =>
        {
            using var image = images.Get(first + i);
            letterboxes[i] = image.Letterbox;
            targets[i] = Fit(image, target);
        });
        return new ImageBatch(pixels, images.ImageSize, targets, letterboxes);
    }

    private static TargetBox[] Fit(ScaledImage image, Mat target)
    {
        var letterbox = image.Letterbox;
        target.SetTo(Scalar.All(Letterbox.PadValue));
        using var content = target.SubMat(new Rect(letterbox.PadLeft, letterbox.PadTop, image.Pixels.Width, image.Pixels.Height));
        Cv2.CvtColor(image.Pixels, content, ColorConversionCodes.BGR2RGB);
        return [.. image.Boxes.Select(label => new TargetBox(
            letterbox.ToTarget(GroundTruth.ToPixels(label, letterbox.Source)), label.ClassId))];
    }

    // Every image is written in its place in the batch's memory.
    private unsafe byte[] Fill(int count, Action<int, Mat> draw)
    {
        var size = images.ImageSize;
        var bytes = size * size * 3;
        var pixels = new byte[count * bytes];
        fixed (byte* start = pixels)
        {
            for (var i = 0; i < count; i++)
            {
                using var target = Mat.FromPixelData(size, size, MatType.CV_8UC3, (nint)(start + ((long)i * bytes)));
                draw(i, target);
            }
        }

        return pixels;
    }
}
