using OpenCvSharp;

namespace Serverless.Datasets.Profiles;

/// <summary>Scales pictures down.</summary>
internal static class PictureScaling
{
    /// <summary>
    /// Halves a picture as often as it goes, which is several times as fast as any other factor; an odd last column or row is
    /// cut off each time.
    /// </summary>
    /// <param name="side">The longer side keeps at least so many pixels, and less than about twice as many.</param>
    public static Mat Reduce(Mat pixels, int side)
    {
        var reduced = pixels.SubMat(0, pixels.Height, 0, pixels.Width);
        for (var halvings = Halvings(pixels.Size(), side); halvings > 0; halvings--)
        {
            var size = new Size(reduced.Width / 2, reduced.Height / 2);
            using var larger = reduced;
            using var even = larger.SubMat(0, size.Height * 2, 0, size.Width * 2);
            reduced = even.Resize(size, interpolation: InterpolationFlags.Area);
        }

        return reduced;
    }

    /// <summary>How often a picture is halved by <see cref="Reduce"/>.</summary>
    public static int Halvings(Size size, int side)
    {
        var halvings = 0;
        while (Math.Max(size.Width, size.Height) >> (halvings + 1) >= side && Math.Min(size.Width, size.Height) >> halvings >= 2)
        {
            halvings++;
        }

        return halvings;
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
