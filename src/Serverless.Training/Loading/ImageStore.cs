using OpenCvSharp;
using Serverless.Detection;

namespace Serverless.Training.Loading;

/// <summary>
/// Images decoded and scaled once: kept in memory up to a number of bytes, then on disk, then decoded at every use. Where an image
/// comes from changes no pixel of it. Safe to use from many threads.
/// </summary>
/// <param name="imageSize">Side of the square that images are scaled to fit in.</param>
/// <param name="cacheBytes">Memory for decoded images; those beyond it go on disk or are decoded at every use.</param>
/// <param name="disk">Takes what does not fit into memory; disposed with the store.</param>
internal sealed class ImageStore(IReadOnlyList<SourceImage> sources, int imageSize, long cacheBytes, PixelFile? disk = null) : IDisposable
{
    private readonly Entry?[] _entries = new Entry?[sources.Count];
    private long _usedBytes;

    /// <summary>
    /// Whether images are scaled as <see cref="Letterbox.Render"/> does for exported models, instead of as the public recipe trains; default
    /// no. The two differ by a grey level here and there.
    /// </summary>
    public bool AsExported { get; init; }

    public int Count => sources.Count;

    public int ImageSize => imageSize;

    /// <summary>Bytes of decoded images in memory.</summary>
    public long UsedBytes => Volatile.Read(ref _usedBytes);

    /// <param name="scratch">Holds the image where it is not in memory; the image is valid until it is used again.</param>
    /// <exception cref="TrainingException">The image cannot be read or decoded.</exception>
    public ScaledImage Get(int index, Mat scratch)
    {
        var entry = Volatile.Read(ref _entries[index]);
        if (entry is null || (entry.Pixels is null && entry.DiskOffset is null))
        {
            var letterbox = Decode(sources[index], scratch);
            entry ??= Keep(index, letterbox, scratch);
        }
        else if (entry.DiskOffset is { } offset)
        {
            scratch.Create(FramedSize(entry.Letterbox), MatType.CV_8UC3);
            disk!.Read(offset, Bytes(scratch));
        }

        return new ScaledImage(View(entry.Pixels ?? scratch), entry.Letterbox, sources[index].Boxes);
    }

    /// <summary>How an image is fitted into the square; it is decoded only where that was never done before.</summary>
    public Letterbox Measure(int index, Mat scratch)
    {
        if (Volatile.Read(ref _entries[index]) is { } entry)
        {
            return entry.Letterbox;
        }

        using var image = Get(index, scratch);
        return image.Letterbox;
    }

    /// <summary>The size of an image before it was scaled.</summary>
    /// <inheritdoc cref="Measure"/>
    public ImageSize SizeOf(int index, Mat scratch) => sources[index].Size ?? Measure(index, scratch).Source;

    public void Dispose()
    {
        foreach (var entry in _entries)
        {
            entry?.Pixels?.Dispose();
        }

        disk?.Dispose();
    }

    private static Size FramedSize(Letterbox letterbox) =>
        new(letterbox.Content.Width + (2 * ScaledImage.Frame), letterbox.Content.Height + (2 * ScaledImage.Frame));

    private static Mat View(Mat pixels) => new(pixels, new Rect(0, 0, pixels.Width, pixels.Height));

    private static unsafe Span<byte> Bytes(Mat pixels) => new(pixels.DataPointer, checked((int)(pixels.Total() * pixels.ElemSize())));

    // Two threads may decode the same image; the result of one of them is kept.
    private Entry Keep(int index, Letterbox letterbox, Mat pixels)
    {
        var bytes = pixels.Total() * pixels.ElemSize();
        var fits = Interlocked.Add(ref _usedBytes, bytes) <= cacheBytes;
        var entry = fits
            ? new Entry(letterbox, pixels.Clone(), null)
            : new Entry(letterbox, null, disk?.TryAppend(Bytes(pixels)));
        var kept = Interlocked.CompareExchange(ref _entries[index], entry, null);
        if (!fits || kept is not null)
        {
            Interlocked.Add(ref _usedBytes, -bytes);
        }

        if (kept is not null)
        {
            entry.Pixels?.Dispose();
        }

        // Its own pixels are in hand already, wherever the kept ones are.
        return new Entry(letterbox, null, null);
    }

    private Letterbox Decode(SourceImage source, Mat framed)
    {
        using var original = Read(source);
        var letterbox = Letterbox.Fit(new ImageSize(original.Width, original.Height), new ImageSize(imageSize, imageSize));
        framed.Create(FramedSize(letterbox), MatType.CV_8UC3);
        using var content = framed.SubMat(
            ScaledImage.Frame, framed.Height - ScaledImage.Frame, ScaledImage.Frame, framed.Width - ScaledImage.Frame);
        Cv2.Resize(original, content, content.Size(), interpolation: AsExported ? InterpolationFlags.LinearExact : InterpolationFlags.Linear);
        Cv2.CopyMakeBorder(
            content, framed, ScaledImage.Frame, ScaledImage.Frame, ScaledImage.Frame, ScaledImage.Frame, BorderTypes.Replicate | BorderTypes.Isolated);
        return letterbox;
    }

    private static Mat Read(SourceImage source)
    {
        try
        {
            var image = Cv2.ImDecode(source.Read(), ImreadModes.Color);
            if (!image.Empty())
            {
                return image;
            }

            image.Dispose();
        }
        catch (IOException exception)
        {
            throw new TrainingException($"The image {source.Name} cannot be read any more: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is OpenCVException or ArgumentException)
        {
            throw new TrainingException($"The image {source.Name} cannot be decoded ({exception.Message}); remove it from the dataset.", exception);
        }

        throw new TrainingException($"The image {source.Name} cannot be decoded; remove it from the dataset.");
    }

    /// <summary>An image that was decoded before.</summary>
    /// <param name="Pixels">In memory, or null.</param>
    /// <param name="DiskOffset">On disk, or null.</param>
    private sealed record Entry(Letterbox Letterbox, Mat? Pixels, long? DiskOffset);
}
