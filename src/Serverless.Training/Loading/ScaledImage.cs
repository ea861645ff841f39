using OpenCvSharp;
using Serverless.Datasets;
using Serverless.Detection;

namespace Serverless.Training.Loading;

/// <summary>An image scaled to the content size of its letterbox; BGR, read only. To be disposed by whoever asked for it.</summary>
internal sealed record ScaledImage(Mat Pixels, Letterbox Letterbox, IReadOnlyList<LabeledBox> Boxes) : IDisposable
{
    public void Dispose() => Pixels.Dispose();
}
