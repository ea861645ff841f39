using Serverless.Detection;

namespace Serverless.Training.Loading;

/// <summary>Images that are validated together, and the input that they are fitted into.</summary>
/// <param name="Images">Indices.</param>
internal sealed record ValidationBatch(IReadOnlyList<int> Images, ImageSize Size)
{
    /// <summary>Border around the content on both sides together, in strides, before rounding up.</summary>
    private const double Border = 0.5;

    /// <summary>
    /// Images of like aspect ratio together, in an input as small as their shapes allow, with half a stride of border or more, rounded up to
    /// whole strides. The public recipe measures so: without a border, objects at the image's edge are found less well.
    /// </summary>
    /// <param name="sizes">Of the images before scaling.</param>
    /// <param name="imageSize">What the longer side of every image is scaled to, in pixels.</param>
    public static IReadOnlyList<ValidationBatch> Rectangular(IReadOnlyList<ImageSize> sizes, int imageSize, int batchSize, int stride) =>
        [.. Enumerable.Range(0, sizes.Count)
            .OrderBy(index => Aspect(sizes[index]))
            .Chunk(batchSize)
            .Select(images => new ValidationBatch(images, Fit([.. images.Select(index => sizes[index])], imageSize, stride)))];

    /// <summary>Images in their order, each in a square that its longer side fills.</summary>
    public static IReadOnlyList<ValidationBatch> Square(int count, int imageSize, int batchSize) =>
        [.. Enumerable.Range(0, count).Chunk(batchSize).Select(images => new ValidationBatch(images, new ImageSize(imageSize, imageSize)))];

    private static ImageSize Fit(ImageSize[] sizes, int imageSize, int stride)
    {
        int Side(double share) => (int)Math.Ceiling((share * imageSize / stride) + Border) * stride;
        return new ImageSize(Side(Math.Min(1, 1 / sizes.Min(Aspect))), Side(Math.Min(1, sizes.Max(Aspect))));
    }

    private static double Aspect(ImageSize size) => size.Height / (double)size.Width;
}
