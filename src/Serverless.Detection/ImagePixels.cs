using OpenCvSharp;

namespace Serverless.Detection;

/// <summary>An image in memory that somebody else owns, row by row from the top, nothing copied.</summary>
public readonly ref struct ImagePixels
{
    private readonly ReadOnlySpan<byte> _bytes;

    /// <param name="bytes">The rows, each <paramref name="stride"/> bytes after the one before.</param>
    /// <param name="size">Width and height in pixels, both positive.</param>
    /// <param name="format">What the bytes of a pixel mean; default: blue, green, red.</param>
    /// <param name="stride">Bytes from one row to the next; 0, the default, where the rows follow one another without a gap.</param>
    /// <exception cref="ArgumentException">The bytes do not hold such an image.</exception>
    public ImagePixels(ReadOnlySpan<byte> bytes, ImageSize size, PixelFormat format = PixelFormat.Bgr, int stride = 0)
    {
        if (size.Width <= 0 || size.Height <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "Both sides have to be positive.");
        }

        Size = size;
        Format = format;
        Stride = stride == 0 ? RowLength : stride;
        if (Stride < RowLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(stride), stride, FormattableString.Invariant($"A row of {size.Width} pixels has {RowLength} bytes."));
        }

        var needed = ((long)Stride * (size.Height - 1)) + RowLength;
        if (bytes.Length < needed)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Has {bytes.Length} bytes; {size} pixels with {Stride} bytes a row are {needed}."), nameof(bytes));
        }

        _bytes = bytes;
    }

    public ImageSize Size { get; }

    public PixelFormat Format { get; }

    /// <summary>Bytes from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>Bytes of a pixel.</summary>
    internal int Channels => Format == PixelFormat.Gray ? 1 : 3;

    private int RowLength => Size.Width * Channels;

    /// <summary>The pixels of an OpenCV image, valid as long as it is.</summary>
    /// <param name="image">BGR or, of one channel, grey; 8 bits a channel.</param>
    /// <exception cref="ArgumentException">The image is empty or of another type.</exception>
    public static unsafe ImagePixels Of(Mat image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Empty() || image.Type() != MatType.CV_8UC1)
        {
            ImageGuard.ThrowIfNotBgr(image);
        }

        var (width, height, stride) = (image.Cols, image.Rows, (int)image.Step());
        var format = image.Channels() == 1 ? PixelFormat.Gray : PixelFormat.Bgr;
        var length = checked((stride * (height - 1)) + (width * image.Channels()));
        return new ImagePixels(new ReadOnlySpan<byte>(image.DataPointer, length), new ImageSize(width, height), format, stride);
    }

    /// <summary>The bytes of one row, without the gap that may follow it.</summary>
    public ReadOnlySpan<byte> Row(int y) => _bytes.Slice(y * Stride, RowLength);

    /// <summary>A part of the image, nothing copied.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is empty or reaches beyond the image.</exception>
    public ImagePixels Crop(int left, int top, ImageSize size)
    {
        if (left < 0 || top < 0 || size.Width > Size.Width - left || size.Height > Size.Height - top)
        {
            throw new ArgumentOutOfRangeException(
                nameof(size), size, FormattableString.Invariant($"At {left}, {top} it reaches beyond the image of {Size}."));
        }

        return new ImagePixels(_bytes[((top * Stride) + (left * Channels))..], size, Format, Stride);
    }
}
