using OpenCvSharp;

namespace Serverless.Datasets.Profiles;

/// <summary>Scales pictures down.</summary>
internal static class PictureScaling
{
    /// <summary>
    /// Scales down by a whole factor, which is several times as fast as by any other; up to a factor's pixels are cut off at the
    /// right and the bottom.
    /// </summary>
    /// <param name="side">The longer side keeps at least so many pixels, and less than twice as many.</param>
    public static Mat Reduce(Mat pixels, int side)
    {
        var factor = Math.Min(Math.Max(pixels.Width, pixels.Height) / side, Math.Min(pixels.Width, pixels.Height));
        if (factor <= 1)
        {
            return pixels.Clone();
        }

        var size = new Size(pixels.Width / factor, pixels.Height / factor);
        using var whole = pixels.SubMat(0, size.Height * factor, 0, size.Width * factor);
        return whole.Resize(size, interpolation: InterpolationFlags.Area);
    }

    /// <summary>Scales down so that the longer side has a number of pixels; a smaller picture is copied.</summary>
    public static Mat Fit(Mat pixels, int side)
    {
        var scale = (double)side / Math.Max(pixels.Width, pixels.Height);
        if (scale >= 1)
        {
            return pixels.Clone();
        }

        var size = new Size(Math.Max(1, (int)Math.Round(pixels.Width * scale)), Math.Max(1, (int)Math.Round(pixels.Height * scale)));
        return pixels.Resize(size, interpolation: InterpolationFlags.Area);
    }
}
