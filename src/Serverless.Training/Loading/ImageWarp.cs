using OpenCvSharp;
using Serverless.Detection;

namespace Serverless.Training.Loading;

/// <summary>Draws an image through a homography, resampled once and only where it lands.</summary>
internal static class ImageWarp
{
    /// <param name="image">Its frame of repeated edge pixels lets neighbours in a mosaic meet without a seam.</param>
    /// <param name="part">What of the image is drawn, in its pixels without the frame.</param>
    /// <param name="map">From pixels of the image to those of the target.</param>
    /// <param name="target">Keeps what the image does not cover.</param>
    public static void Draw(ScaledImage image, Rect part, Homography map, Mat target)
    {
        var area = PixelsWithin(map.Apply(new Box(part.Left, part.Top, part.Right, part.Bottom)), target);
        if (area.Width <= 0 || area.Height <= 0)
        {
            return;
        }

        // OpenCV counts from the centres of pixels.
        var centres = Homography.Translation(-area.X - 0.5, -area.Y - 0.5)
            * map
            * Homography.Translation(part.X + 0.5 - ScaledImage.Frame, part.Y + 0.5 - ScaledImage.Frame);
        using var source = image.WithFrame(part);
        using var region = target.SubMat(area);
        using var matrix = ToMatrix(centres);
        if (centres.IsAffine)
        {
            Cv2.WarpAffine(source, region, matrix, region.Size(), InterpolationFlags.Linear, BorderTypes.Transparent);
        }
        else
        {
            Cv2.WarpPerspective(source, region, matrix, region.Size(), InterpolationFlags.Linear, BorderTypes.Transparent);
        }
    }

    /// <summary>The pixels whose centres lie within the bounds.</summary>
    private static Rect PixelsWithin(Box bounds, Mat target)
    {
        var (left, right) = (First(bounds.Left, target.Width), First(bounds.Right, target.Width));
        var (top, bottom) = (First(bounds.Top, target.Height), First(bounds.Bottom, target.Height));
        return new Rect(left, top, right - left, bottom - top);

        static int First(float edge, int limit) => (int)Math.Clamp(Math.Ceiling(edge - 0.5), 0, limit);
    }

    private static Mat ToMatrix(Homography map) => map.IsAffine
        ? Mat.FromArray(new[,] { { map.M11, map.M12, map.M13 }, { map.M21, map.M22, map.M23 } })
        : Mat.FromArray(new[,] { { map.M11, map.M12, map.M13 }, { map.M21, map.M22, map.M23 }, { map.M31, map.M32, map.M33 } });
}
