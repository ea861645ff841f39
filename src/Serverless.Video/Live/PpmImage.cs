using OpenCvSharp;

namespace Serverless.Video.Live;

/// <summary>
/// The binary portable pixmap, which tells its own size: <c>P6</c>, width, height and 255 in digits, each followed by white space,
/// then rows of red, green and blue bytes.
/// </summary>
internal static class PpmImage
{
    private const int LongestNumber = 7;

    /// <summary>Reads the next image of a run of them, as 8-bit RGB.</summary>
    /// <returns>False where the stream has ended.</returns>
    /// <exception cref="IOException">The stream ends within an image, or holds something else.</exception>
    public static bool TryRead(Stream stream, Mat image)
    {
        var magic = stream.ReadByte();
        if (magic < 0)
        {
            return false;
        }

        if (magic != 'P' || stream.ReadByte() != '6' || stream.ReadByte() != '\n')
        {
            throw new InvalidDataException("This is no binary portable pixmap.");
        }

        var (width, height, maximum) = (Number(stream), Number(stream), Number(stream));
        if (width == 0 || height == 0 || maximum != byte.MaxValue)
        {
            throw new InvalidDataException($"A pixmap of {width}x{height} with values up to {maximum} cannot be read.");
        }

        image.Create(height, width, MatType.CV_8UC3);
        ReadPixels(stream, image);
        return true;
    }

    private static int Number(Stream stream)
    {
        var value = 0;
        for (var digits = 0; digits <= LongestNumber; digits++)
        {
            var next = stream.ReadByte();
            if (next is ' ' or '\n' && digits > 0)
            {
                return value;
            }

            if (next is < '0' or > '9')
            {
                break;
            }

            value = (10 * value) + (next - '0');
        }

        throw new InvalidDataException("The head of a pixmap is damaged.");
    }

    private static unsafe void ReadPixels(Stream stream, Mat image) =>
        stream.ReadExactly(new Span<byte>(image.DataPointer, checked((int)(image.Total() * image.ElemSize()))));
}
