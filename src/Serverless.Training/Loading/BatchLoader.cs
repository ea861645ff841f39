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

    /// <summary>All images, fitted into the input and not varied.</summary>
    /// <param name="stride">
    /// Those of like aspect ratio come together in batches of sides that are multiples of it; see <see cref="ValidationBatch"/>. Null for
    /// square batches in the order of the images.
    /// </param>
    public IEnumerable<ImageBatch> Validation(int? stride, CancellationToken cancellationToken)
    {
        var batches = stride is { } multiple
            ? ValidationBatch.Rectangular([.. Enumerable.Range(0, images.Count).Select(images.SizeOf)], images.ImageSize, batchSize, multiple)
            : ValidationBatch.Square(images.Count, images.ImageSize, batchSize);
        using var pipeline = new OrderedPipeline<ImageBatch>(batches.Count, workers, batch => FitBatch(batches[batch]), cancellationToken);
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
        var size = new ImageSize(images.ImageSize, images.ImageSize);
        var pixels = Fill(targets.Length, size, (i, target) =>
            targets[i] = composer.Compose(order[first + i], mosaic, new Random(seedOf(first + i)), target));
        return new ImageBatch(pixels, size, targets, []);
    }

    private ImageBatch FitBatch(ValidationBatch batch)
    {
        var targets = new IReadOnlyList<TargetBox>[batch.Images.Count];
        var letterboxes = new Letterbox[batch.Images.Count];
        var pixels = Fill(batch.Images.Count, batch.Size, (i, target) =>
        {
            using var image = images.Get(batch.Images[i]);
            letterboxes[i] = image.Letterbox.Within(batch.Size);
            targets[i] = Fit(image, letterboxes[i], target);
        });
        return new ImageBatch(pixels, batch.Size, targets, letterboxes);
    }

    private static TargetBox[] Fit(ScaledImage image, Letterbox letterbox, Mat target)
    {
        target.SetTo(Scalar.All(Letterbox.PadValue));
        using var content = target.SubMat(new Rect(letterbox.PadLeft, letterbox.PadTop, image.Pixels.Width, image.Pixels.Height));
        Cv2.CvtColor(image.Pixels, content, ColorConversionCodes.BGR2RGB);
        return [.. image.Boxes.Select(label => new TargetBox(
            letterbox.ToTarget(GroundTruth.ToPixels(label, letterbox.Source)), label.ClassId))];
    }

    // Every image is written in its place in the batch's memory.
    private static unsafe byte[] Fill(int count, ImageSize size, Action<int, Mat> draw)
    {
        var bytes = size.Height * size.Width * 3;
        var pixels = new byte[count * bytes];
        fixed (byte* start = pixels)
        {
            for (var i = 0; i < count; i++)
            {
                using var target = Mat.FromPixelData(size.Height, size.Width, MatType.CV_8UC3, (nint)(start + ((long)i * bytes)));
                draw(i, target);
            }
        }

        return pixels;
    }
}
