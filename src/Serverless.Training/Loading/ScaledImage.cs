using OpenCvSharp;
using Serverless.Datasets;
using Serverless.Detection;

namespace Serverless.Training.Loading;

/// <summary>An image scaled to the content size of its letterbox; read only. To be disposed by whoever asked for it.</summary>
/// <param name="Framed">BGR, 8 bits; the image with its edge pixels repeated once around it.</param>
internal sealed record ScaledImage(Mat Framed, Letterbox Letterbox, IReadOnlyList<LabeledBox> Boxes) : IDisposable
{
    /// <summary>Pixels that <see cref="Framed"/> is wider on each side.</summary>
    public const int Frame = 1;

    public int Width => Letterbox.Content.Width;

    public int Height => Letterbox.Content.Height;

    /// <summary>A view of the image without its frame.</summary>
    public Mat Pixels() => Framed.SubMat(new Rect(Frame, Frame, Width, Height));

    /// <summary>A view of a part and the pixels around it.</summary>
    public Mat WithFrame(Rect part) => Framed.SubMat(new Rect(part.X, part.Y, part.Width + (2 * Frame), part.Height + (2 * Frame)));

    public void Dispose() => Framed.Dispose();
}
