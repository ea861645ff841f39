using OpenCvSharp;
using Serverless.Detection;

namespace Serverless.Training.Export;

/// <summary>What an exported model is checked on.</summary>
/// <param name="Pixels">[batch, 3, height, width], RGB, 0 to 1.</param>
internal sealed record ParityImages(float[] Pixels, int Batch, int Height, int Width)
{
    public long[] Shape => [Batch, 3, Height, Width];

    /// <param name="dynamicSize">Whether sizes other than the one given are to be covered.</param>
    /// <param name="sample">A picture; null for none.</param>
    /// <exception cref="TrainingException">The picture cannot be read.</exception>
    public static IReadOnlyList<ParityImages> Create(int imageSize, int stride, bool dynamicSize, string? sample)
    {
        var random = new Random(1);
        var images = new List<ParityImages> { Random(random, 2, imageSize, imageSize) };
        if (dynamicSize)
        {
            images.Add(Random(random, 1, imageSize, imageSize + stride));
            images.Add(Random(random, 1, imageSize + (2 * stride), imageSize));
        }

        if (sample is not null)
        {
            images.Add(Picture(sample, imageSize));
        }

        return images;
    }

    private static ParityImages Random(Random random, int batch, int height, int width)
    {
        var pixels = new float[batch * 3 * height * width];
        foreach (ref var pixel in pixels.AsSpan())
        {
            pixel = random.NextSingle();
        }

        return new ParityImages(pixels, batch, height, width);
    }

    private static ParityImages Picture(string path, int size)
    {
        using var image = Cv2.ImRead(path);
        if (image.Empty())
        {
            throw new TrainingException($"{path} cannot be read as an image; the export is to be checked on it. Name another, or none.");
        }

        using var input = new Mat();
        Letterbox.Fit(new ImageSize(image.Width, image.Height), new ImageSize(size, size)).Render(image, input);
        var pixels = new float[3 * size * size];
        PlanarPixels.Write(input, pixels);
        return new ParityImages(pixels, 1, size, size);
    }
}
