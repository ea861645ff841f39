using OpenCvSharp;
using Serverless.Datasets.Profiles;

namespace Serverless.Datasets.Quality;

/// <summary>What is learnt of an image while it is decoded.</summary>
internal sealed class ImageInspection : IDisposable
{
    private Mat? _reduced;
    private ImageStatistics? _statistics;

    public ImageStatistics Statistics => _statistics ?? throw new InvalidOperationException("No image was inspected.");

    /// <summary>Null for an image of one colour.</summary>
    public PerceptualHash? Hash { get; private set; }

    /// <summary>The image halved as often as <see cref="ImageStatistics.MeasuredSide"/> pixels are left, BGR.</summary>
    public Mat Reduced => _reduced ?? throw new InvalidOperationException("No image was inspected.");

    /// <param name="pixels">BGR, 8 bits a channel; may have been halved already, as <see cref="PictureScaling.Reduce"/> does.</param>
    /// <param name="size">Of the image as it is stored.</param>
    public void Inspect(Mat pixels, Size size)
    {
        _reduced?.Dispose();
        _reduced = PictureScaling.Reduce(pixels, ImageStatistics.MeasuredSide);
        _statistics = ImageStatistics.MeasureReduced(_reduced, size.Width, size.Height);
        Hash = PerceptualHash.Of(_reduced);
    }

    public void Dispose() => _reduced?.Dispose();
}
