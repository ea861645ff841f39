using OpenCvSharp;

namespace Serverless.Detection;

internal static class ImageGuard
{
    /// <exception cref="ArgumentException">The image is empty or not BGR with 8 bits a channel.</exception>
    public static void ThrowIfNotBgr(Mat image, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(image))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(image, name);
        if (image.Empty() || image.Type() != MatType.CV_8UC3)
        {
            throw new ArgumentException("Has to be a BGR image with 8 bits a channel that is not empty.", name);
        }
    }
}
