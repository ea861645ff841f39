using Serverless.Datasets;
using Serverless.Detection;

namespace Serverless.Training.Loading;

/// <summary>Labels in pixels.</summary>
internal static class GroundTruth
{
    public static Box ToPixels(LabeledBox label, ImageSize image) => Box.FromCenter(
        label.CenterX * image.Width, label.CenterY * image.Height, label.Width * image.Width, label.Height * image.Height);
}
