using OpenCvSharp;

namespace Serverless.Video.Tests;

/// <summary>Frames that tell their number: four by two light or dark fields, the lowest bit first.</summary>
internal static class Barcode
{
    public const int Width = 160;
    public const int Height = 96;

    private const int Columns = 4;
    private const int Bits = 8;

    public static Mat Draw(int number, int width = Width, int height = Height)
    {
        var frame = new Mat(height, width, MatType.CV_8UC3, new Scalar(60, 60, 60));
        for (var bit = 0; bit < Bits; bit++)
        {
            var shade = (number >> bit & 1) == 1 ? Scalar.All(220) : Scalar.All(30);
            Cv2.Rectangle(frame, Field(bit, width, height), shade, thickness: -1);
        }

        return frame;
    }

    public static int Read(Mat frame) => ReadFields(frame, Field);

    /// <summary>Draws a number once more, as annotation does: small fields along the top edge, clear of those of <see cref="Draw"/>.</summary>
    public static void Mark(Mat frame, int number)
    {
        for (var bit = 0; bit < Bits; bit++)
        {
            Cv2.Rectangle(frame, MarkField(bit, frame.Width, frame.Height), (number >> bit & 1) == 1 ? Scalar.All(220) : Scalar.All(30), thickness: -1);
        }
    }

    /// <summary>The number that <see cref="Mark"/> drew.</summary>
    public static int ReadMark(Mat frame) => ReadFields(frame, MarkField);

    private static int ReadFields(Mat frame, Func<int, int, int, Rect> field)
    {
        var number = 0;
        for (var bit = 0; bit < Bits; bit++)
        {
            using var core = new Mat(frame, Core(field(bit, frame.Width, frame.Height)));
            if (Cv2.Mean(core).Val1 > 125)
            {
                number |= 1 << bit;
            }
        }

        return number;
    }

    private static Rect MarkField(int bit, int width, int height) => new(bit * width / Bits, 0, width / Bits, height / 9);

    private static Rect Field(int bit, int width, int height) =>
        new(bit % Columns * width / Columns, bit / Columns * height / 2, width / Columns, height / 2);

    private static Rect Core(Rect field) =>
        new(field.X + (field.Width / 4), field.Y + (field.Height / 4), field.Width / 2, field.Height / 2);
}
