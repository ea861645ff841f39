using OpenCvSharp;

namespace Serverless.Detection.Drawing;

/// <summary>Sizes of lines and letters for an image.</summary>
/// <param name="LineThickness">Of boxes, in pixels.</param>
/// <param name="FontScale">Of labels, in units of OpenCV's fonts, whose capitals are 21 pixels high at 1.</param>
/// <param name="TextThickness">Of the strokes of letters, in pixels.</param>
/// <param name="RimThickness">Of the dark rim on either side of a free line, in pixels.</param>
/// <param name="Margin">Around the text of a label, in pixels.</param>
internal sealed record DrawingStyle(int LineThickness, double FontScale, int TextThickness, int RimThickness, int Margin)
{
    public const HersheyFonts Font = HersheyFonts.HersheyDuplex;

    // From here on a line of one pixel is too thin: encoded, it keeps only half of its colour.
    private const double SmallSide = 400;

    // Below this letters run together.
    private const double SmallestFontScale = 0.4;

    public static DrawingStyle For(ImageSize image)
    {
        var side = Math.Sqrt((double)image.Width * image.Height);
        var fontScale = Math.Max(SmallestFontScale, side / 1600);
        return new DrawingStyle(
            Math.Max(side < SmallSide ? 1 : 2, (int)Math.Round(side / 400)),
            fontScale,
            Math.Max(1, (int)Math.Round(fontScale * 1.2)),
            Math.Max(1, (int)Math.Round(side / 1000)),
            Math.Max(2, (int)Math.Round(fontScale * 6)));
    }
}
