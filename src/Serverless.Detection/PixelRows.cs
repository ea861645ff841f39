using OpenCvSharp;

namespace Serverless.Detection;

internal static class PixelRows
{
    /// <summary>The bytes of one row, interleaved, without the padding that may follow it.</summary>
    public static unsafe Span<byte> Of(Mat image, int row) =>
        new(image.Ptr(row).ToPointer(), image.Cols * image.Channels());
}
