using OpenCvSharp;

namespace Serverless.Detection;

/// <summary>
/// An image as video is coded, 8-bit YCbCr 4:2:0 by BT.709 with luma from 16 to 235, in memory that somebody else owns: the rows of
/// luma, then those of Cb, then those of Cr, without gaps. Cb and Cr have half as many columns and rows, rounded up.
/// </summary>
public readonly record struct Yuv420Image
{
    private readonly Mat _bytes;

    /// <param name="bytes">8 bits, of one channel, continuous, <see cref="ByteCount"/> in all; valid as long as this is used.</param>
    /// <param name="size">Width and height in pixels, both positive.</param>
    /// <exception cref="ArgumentException">The bytes do not hold such an image.</exception>
    public Yuv420Image(Mat bytes, ImageSize size)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (size.Width <= 0 || size.Height <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "Both sides have to be positive.");
        }

        if (bytes.Type() != MatType.CV_8UC1 || !bytes.IsContinuous() || bytes.Total() != ByteCount(size))
        {
            throw new ArgumentException(FormattableString.Invariant($"Has to be {ByteCount(size)} bytes in a row for {size} pixels."), nameof(bytes));
        }

        (_bytes, Size) = (bytes, size);
    }

    public ImageSize Size { get; }

    internal ImageSize ChromaSize => new((Size.Width + 1) / 2, (Size.Height + 1) / 2);

    internal Span<byte> Luma => Bytes(0, Size.Width * Size.Height);

    internal Span<byte> Cb => Bytes(Size.Width * Size.Height, ChromaSize.Width * ChromaSize.Height);

    internal Span<byte> Cr => Bytes((Size.Width * Size.Height) + (ChromaSize.Width * ChromaSize.Height), ChromaSize.Width * ChromaSize.Height);

    /// <summary>Bytes of an image of this size.</summary>
    public static int ByteCount(ImageSize size) =>
        checked((size.Width * size.Height) + (2 * ((size.Width + 1) / 2) * ((size.Height + 1) / 2)));

    /// <summary>Writes the image as BGR, each chroma sample for all pixels that it was taken from.</summary>
    /// <param name="image">Allocated where it has not yet this size and 8 bits in each of three channels.</param>
    /// <param name="rows">Writes these rows only, and those that share chroma with them; all where null.</param>
    public void ToBgr(Mat image, RowRange? rows = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        image.Create(Size.Height, Size.Width, MatType.CV_8UC3);
        var luma = Luma;
        var cb = Cb;
        var cr = Cr;
        var width = ChromaSize.Width;
        var (first, end) = (rows ?? RowRange.All(Size)).InPairs(Size);
        for (var y = first; y < end; y++)
        {
            var chroma = y / 2 * width;
            Bt709.ToBgr(luma.Slice(y * Size.Width, Size.Width), cb.Slice(chroma, width), cr.Slice(chroma, width), PixelRows.Of(image, y));
        }

        GC.KeepAlive(_bytes);
    }

    /// <summary>Replaces the image by a BGR one; a chroma sample is that of the mean colour of its pixels.</summary>
    /// <param name="image">8 bits a channel, of this size.</param>
    /// <param name="rows">Replaces these rows only, and those that share chroma with them; all where null.</param>
    /// <exception cref="ArgumentException">The image is of another type or size.</exception>
    public void FromBgr(Mat image, RowRange? rows = null)
    {
        ImageGuard.ThrowIfNotBgr(image);
        if (image.Cols != Size.Width || image.Rows != Size.Height)
        {
            throw new ArgumentException(FormattableString.Invariant($"Is {image.Cols}x{image.Rows}, not {Size}."), nameof(image));
        }

        var luma = Luma;
        var cb = Cb;
        var cr = Cr;
        var width = ChromaSize.Width;
        var (first, end) = (rows ?? RowRange.All(Size)).InPairs(Size);
        for (var y = first; y < end; y += 2)
        {
            var upper = PixelRows.Of(image, y);
            var lower = PixelRows.Of(image, Math.Min(y + 1, Size.Height - 1));
            Bt709.ToLuma(upper, luma.Slice(y * Size.Width, Size.Width));
            if (y + 1 < Size.Height)
            {
                Bt709.ToLuma(lower, luma.Slice((y + 1) * Size.Width, Size.Width));
            }

            Bt709.ToChroma(upper, lower, cb.Slice(y / 2 * width, width), cr.Slice(y / 2 * width, width));
        }

        GC.KeepAlive(_bytes);
    }

    private unsafe Span<byte> Bytes(int start, int length) => new(_bytes.DataPointer + start, length);
}
