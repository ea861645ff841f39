using Serverless.Datasets;
using Serverless.Detection;

namespace Serverless.Training.Loading;

/// <summary>An encoded image and its labels.</summary>
/// <param name="Read">Safe to call from many threads.</param>
internal sealed record SourceImage(string Name, IReadOnlyList<LabeledBox> Boxes, Func<byte[]> Read)
{
    /// <summary>Null where it takes decoding to tell.</summary>
    public ImageSize? Size { get; init; }

    public static IReadOnlyList<SourceImage> Of(DatasetReader dataset, DatasetSplit split) =>
        [.. dataset.Samples(split).Select(sample => new SourceImage(sample.Name, sample.Boxes, sample.ReadImage)
        {
            Size = new ImageSize(sample.Image.Width, sample.Image.Height),
        })];
}
