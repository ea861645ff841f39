using OpenCvSharp;
using Serverless.Detection;

namespace Serverless.Training.Loading;

/// <summary>
/// Images decoded and scaled once, kept in memory up to a number of bytes. Safe to use from many threads.
/// </summary>
internal sealed class ImageStore(IReadOnlyList<SourceImage> sources, int imageSize, long cacheBytes) : IDisposable
{
    private readonly ScaledImage?[] _cached = new ScaledImage?[sources.Count];
    private long _freeBytes = cacheBytes;

    public int Count => sources.Count;

    public int ImageSize => imageSize;

    /// <exception cref="TrainingException">The image cannot be decoded.</exception>
    public ScaledImage Get(int index)
    {
        var kept = Volatile.Read(ref _cached[index]) ?? Keep(index, Decode(sources[index]));
        return kept with { Pixels = new Mat(kept.Pixels, new Rect(0, 0, kept.Pixels.Width, kept.Pixels.Height)) };
    }

    /// <summary>The size of an image before it was scaled.</summary>
    /// <inheritdoc cref="Get"/>
    public ImageSize SizeOf(int index)
    {
        if (sources[index].Size is { } size)
        {
            return size;
        }

        using var image = Get(index);
        return image.Letterbox.Source;
    }

    public void Dispose()
    {
        foreach (var image in _cached)
        {
            image?.Dispose();
        }
    }

    // Two threads may decode the same image; one of both results is kept. What does not fit lives as long as the caller's view of it.
    private ScaledImage Keep(int index, ScaledImage image)
    {
        var bytes = image.Pixels.Total() * image.Pixels.ElemSize();
        if (Interlocked.Add(ref _freeBytes, -bytes) < 0)
        {
            Interlocked.Add(ref _freeBytes, bytes);
            return image;
        }

        return Interlocked.CompareExchange(ref _cached[index], image, null) ?? image;
    }

    private ScaledImage Decode(SourceImage source)
    {
        using var original = Cv2.ImDecode(source.Read(), ImreadModes.Color);
        if (original.Empty())
        {
            throw new TrainingException($"The image {source.Name} cannot be decoded; remove it from the dataset.");
        }

        var letterbox = Letterbox.Fit(new ImageSize(original.Width, original.Height), new ImageSize(imageSize, imageSize));
        var scaled = new Mat();
        Cv2.Resize(original, scaled, new Size(letterbox.Content.Width, letterbox.Content.Height), interpolation: InterpolationFlags.Linear);
        return new ScaledImage(scaled, letterbox, source.Boxes);
    }
}
