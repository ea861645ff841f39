using OpenCvSharp;
using Serverless.Detection;

namespace Serverless.Pipeline.Analysis;

/// <summary>Cuts an object out of a frame, with a little of what is around it.</summary>
public static class ObjectCrop
{
    // On each side, of the longer side of the box.
    private const float Margin = 0.25f;
    private const float SmallestMargin = 8;
    private const int LongestSide = 320;
    private const int Quality = 90;

    /// <param name="frame">BGR, 8 bits a channel, with nothing drawn into it.</param>
    /// <param name="box">Where the object is, in pixels.</param>
    /// <returns>A JPEG of at most 320 pixels a side.</returns>
    public static byte[] Encode(Mat frame, Box box)
    {
        using var region = new Mat(frame, Region(box, frame.Width, frame.Height));
        var scale = (double)LongestSide / Math.Max(region.Width, region.Height);
        if (scale >= 1)
        {
            return ToJpeg(region);
        }

        using var small = new Mat();
        Cv2.Resize(region, small, new Size(Math.Max(1, Math.Round(region.Width * scale)), Math.Max(1, Math.Round(region.Height * scale))), 0, 0, InterpolationFlags.Area);
        return ToJpeg(small);
    }

    private static Rect Region(Box box, int width, int height)
    {
        var margin = Math.Max(SmallestMargin, Margin * Math.Max(box.Width, box.Height));
        var left = (int)Math.Clamp(MathF.Floor(box.Left - margin), 0, width - 1);
        var top = (int)Math.Clamp(MathF.Floor(box.Top - margin), 0, height - 1);
        var right = (int)Math.Clamp(MathF.Ceiling(box.Right + margin), left + 1, width);
        var bottom = (int)Math.Clamp(MathF.Ceiling(box.Bottom + margin), top + 1, height);
        return new Rect(left, top, right - left, bottom - top);
    }

    private static byte[] ToJpeg(Mat image) => image.ToBytes(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, Quality));
}
