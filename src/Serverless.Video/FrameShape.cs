using OpenCvSharp;

namespace Serverless.Video;

/// <summary>The size of a frame in memory.</summary>
internal readonly record struct FrameShape(int Width, int Height, FramePixels Pixels)
{
    public int ChromaWidth => (Width + 1) / 2;

    public int ChromaHeight => (Height + 1) / 2;

    public int ByteCount => Pixels == FramePixels.Bgr
        ? checked(3 * Width * Height)
        : checked((Width * Height) + (2 * ChromaWidth * ChromaHeight));

    public void Allocate(Mat frame)
    {
        if (Pixels == FramePixels.Bgr)
        {
            frame.Create(Height, Width, MatType.CV_8UC3);
        }
        else
        {
            frame.Create(1, ByteCount, MatType.CV_8UC1);
        }
    }

    public bool IsOf(Mat frame) => Pixels == FramePixels.Bgr
        ? frame.Rows == Height && frame.Cols == Width && frame.Type() == MatType.CV_8UC3
        : frame.Rows == 1 && frame.Cols == ByteCount && frame.Type() == MatType.CV_8UC1;
}
