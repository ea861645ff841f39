using OpenCvSharp;

namespace Serverless.RoadScenes.Sprites;

/// <summary>A cut-out picture (BGRA, colours already multiplied by alpha) at halving sizes, the largest first.</summary>
/// <param name="Levels">The picture and its halves.</param>
/// <param name="PixelsPerMetre">Scale of the first.</param>
internal sealed record Sprite(IReadOnlyList<Mat> Levels, float PixelsPerMetre)
{
    public float Width => Levels[0].Width / PixelsPerMetre;

    public float Height => Levels[0].Height / PixelsPerMetre;

    public static Sprite From(Mat picture, float pixelsPerMetre)
    {
        var levels = new List<Mat> { picture };
        var size = picture.Size();
        while (size.Width > 12 && size.Height > 12)
        {
            var half = new Mat();
            size = new Size((size.Width + 1) / 2, (size.Height + 1) / 2);
            Cv2.Resize(levels[^1], half, size, interpolation: InterpolationFlags.Area);
            levels.Add(half);
        }

        return new Sprite(levels, pixelsPerMetre);
    }

    /// <summary>The smallest picture that is still at least as fine as asked.</summary>
    /// <param name="pixelsPerMetre">Scale on the canvas.</param>
    public Mat LevelFor(double pixelsPerMetre)
    {
        var level = (int)Math.Floor(Math.Log2(PixelsPerMetre / pixelsPerMetre));
        return Levels[Math.Clamp(level, 0, Levels.Count - 1)];
    }
}
