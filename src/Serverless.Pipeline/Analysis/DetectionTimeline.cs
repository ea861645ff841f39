using System.Globalization;
using OpenCvSharp;
using Serverless.Detection;

namespace Serverless.Pipeline.Analysis;

/// <summary>Detections over a video's time as a picture: the most in any one frame of each column.</summary>
/// <param name="frames">Frames of the video, at least 1.</param>
/// <param name="everyNthFrame">Distance of the frames that are added: each stands for those up to the next.</param>
public sealed class DetectionTimeline(int frames, int everyNthFrame = 1)
{
    private const int Columns = 900;
    private const int PlotHeight = 140;
    private const int Left = 48;
    private const int Top = 12;
    private const int Bottom = 30;
    private const double FontScale = 0.42;
    private const int TimeMarks = 6;

    private static readonly Scalar s_ink = new(60, 60, 60);
    private static readonly Scalar s_grid = new(225, 225, 225);
    private static readonly Scalar s_bar = new(180, 110, 30);

    private readonly int[] _most = new int[Columns];

    /// <summary>Counts what a frame has at the confidence or above.</summary>
    public void Add(FrameDetections frame, double confidence)
    {
        var count = frame.Objects.Count(detected => detected.Confidence >= (float)confidence);
        // A short video has fewer frames than the picture has columns: a frame then takes several.
        var first = ColumnOf(frame.Frame);
        for (var column = first; column < Math.Max(first + 1, ColumnOf(Math.Min(frames, frame.Frame + everyNthFrame))); column++)
        {
            _most[column] = Math.Max(_most[column], count);
        }
    }

    /// <summary>The picture as PNG.</summary>
    public BinaryData Draw(TimeSpan duration)
    {
        using var picture = new Mat(Top + PlotHeight + Bottom, Left + Columns + Top, MatType.CV_8UC3, Scalar.All(255));
        var highest = Math.Max(1, _most.Max());
        DrawFrame(picture, highest, duration);
        for (var column = 0; column < Columns; column++)
        {
            if (_most[column] > 0)
            {
                var height = PlotHeight * _most[column] / highest;
                Cv2.Line(picture, new Point(Left + column, Top + PlotHeight), new Point(Left + column, Top + PlotHeight - height), s_bar);
            }
        }

        return BinaryData.FromBytes(picture.ToBytes(".png"));
    }

    private static void DrawFrame(Mat picture, int highest, TimeSpan duration)
    {
        foreach (var (y, label) in new[] { (Top, highest), (Top + PlotHeight, 0) })
        {
            Cv2.Line(picture, new Point(Left, y), new Point(Left + Columns, y), s_grid);
            Write(picture, label.ToString(CultureInfo.InvariantCulture), new Point(8, y + 5));
        }

        for (var mark = 0; mark <= TimeMarks; mark++)
        {
            var x = Left + (Columns * mark / TimeMarks);
            Cv2.Line(picture, new Point(x, Top), new Point(x, Top + PlotHeight + 4), s_grid);
            var label = Label(duration * mark / TimeMarks);
            Write(picture, label, new Point(Math.Min(x, Left + Columns - (8 * label.Length)), Top + PlotHeight + 20));
        }
    }

    private static string Label(TimeSpan time) => time.TotalHours >= 1
        ? time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)
        : time.ToString(@"m\:ss\.f", CultureInfo.InvariantCulture);

    private static void Write(Mat picture, string text, Point origin) =>
        Cv2.PutText(picture, text, origin, HersheyFonts.HersheySimplex, FontScale, s_ink, 1, LineTypes.AntiAlias);

    private int ColumnOf(int frame) => (int)Math.Min(Columns - 1L, (long)frame * Columns / frames);
}
