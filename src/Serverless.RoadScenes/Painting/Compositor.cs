using System.Numerics;
using OpenCvSharp;
using Serverless.RoadScenes.Geometry;

namespace Serverless.RoadScenes.Painting;

/// <summary>Lays cut-outs over a picture.</summary>
/// <param name="Picture">BGR and one more channel, which is left alone.</param>
/// <param name="Coverage">Gets 255 where a cut-out hides the road.</param>
/// <param name="Gain">Multiplies the cut-outs' colours.</param>
/// <param name="Haze">What distance fades into.</param>
internal sealed record Compositor(Mat Picture, Mat Coverage, Vector3 Gain, Vector3 Haze)
{
    /// <param name="cutout">BGRA, colours multiplied by alpha.</param>
    /// <param name="place">From its texel indices to pixels.</param>
    /// <param name="bounds">No pixel outside is touched.</param>
    /// <param name="haze">0 clear, 1 hidden in haze.</param>
    public void Lay(Mat cutout, Homography place, Rect2d bounds, float haze)
    {
        var area = new Rect(
            (int)Math.Floor(Math.Clamp(bounds.Left, 0, Picture.Width)),
            (int)Math.Floor(Math.Clamp(bounds.Top, 0, Picture.Height)),
            0,
            0);
        area.Width = (int)Math.Ceiling(Math.Clamp(bounds.Right, 0, Picture.Width)) - area.X;
        area.Height = (int)Math.Ceiling(Math.Clamp(bounds.Bottom, 0, Picture.Height)) - area.Y;
        if (area.Width <= 0 || area.Height <= 0)
        {
            return;
        }

        using var warped = new Mat(area.Size, MatType.CV_8UC4, Scalar.All(0));
        using var matrix = place.Then(Homography.ScaleThenShift(1, 1, -area.X - 0.5, -area.Y - 0.5)).ToMat();
        Cv2.WarpPerspective(cutout, warped, matrix, area.Size, InterpolationFlags.Linear, BorderTypes.Constant, Scalar.All(0));
        for (var row = 0; row < area.Height; row++)
        {
            Blend(warped.Row<Vec4b>(row), Picture.Row<Vec4b>(area.Y + row)[area.X..], Coverage.Row<byte>(area.Y + row)[area.X..], haze);
        }
    }

    private void Blend(ReadOnlySpan<Vec4b> cutout, Span<Vec4b> picture, Span<byte> coverage, float haze)
    {
        var gain = Gain * (1 - haze);
        var air = Haze * (haze / 255f);
        for (var i = 0; i < cutout.Length; i++)
        {
            var over = cutout[i];
            if (over.Item3 == 0)
            {
                continue;
            }

            ref var under = ref picture[i];
            var kept = (255 - over.Item3) / 255f;
            var color = (new Vector3(over.Item0, over.Item1, over.Item2) * gain) + (air * over.Item3) + (new Vector3(under.Item0, under.Item1, under.Item2) * kept);
            under = color.ToPixel(under.Item3);
            if (over.Item3 > 127)
            {
                coverage[i] = 255;
            }
        }
    }
}
