using System.Buffers.Binary;

namespace Serverless.Datasets.Images;

/// <summary>What an encoded image says of itself, read without decoding it.</summary>
/// <param name="Format">By content, whatever the file is called.</param>
/// <param name="Width">Pixels as encoded, before any orientation is applied.</param>
/// <param name="Height">Pixels as encoded, before any orientation is applied.</param>
internal readonly record struct ImageHeader(ImageFormat Format, int Width, int Height)
{
    /// <summary>False where the file ends before the image does.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>Why the bytes cannot be stored as they are, such as "CMYK"; null where they can.</summary>
    public string? Peculiarity { get; init; }

    /// <summary>EXIF orientation, 1 to 8, by which the image is turned for display; known of JPEGs.</summary>
    public int Orientation { get; init; } = TiffDirectory.Upright;

    public long Pixels => (long)Width * Height;

    /// <summary>Null where the bytes are none of the known formats or break off before the size.</summary>
    public static ImageHeader? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Identify(bytes);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static ImageHeader? Identify(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => JpegHeader.Read(bytes),
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => PngHeader.Read(bytes),
        [(byte)'B', (byte)'M', ..] => Bmp(bytes),
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => TiffDirectory.ReadHeader(bytes),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => WebP(bytes),
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => Converted(ImageFormat.Gif, UInt16(bytes, 6), UInt16(bytes, 8)),
        _ => null,
    };

    private static ImageHeader Bmp(ReadOnlySpan<byte> bytes)
    {
        const int coreHeaderLength = 12;
        var isCore = BinaryPrimitives.ReadInt32LittleEndian(bytes[14..]) == coreHeaderLength;

        // A negative height stores the rows from the top.
        return isCore
            ? Converted(ImageFormat.Bmp, UInt16(bytes, 18), UInt16(bytes, 20))
            : Converted(ImageFormat.Bmp, Int32(bytes, 18), Math.Abs((long)Int32(bytes, 22)));
    }

    private static ImageHeader? WebP(ReadOnlySpan<byte> bytes)
    {
        const int sizeMask = 0x3FFF;
        var chunk = bytes[12..16];
        if (chunk.SequenceEqual("VP8 "u8))
        {
            return Converted(ImageFormat.WebP, UInt16(bytes, 26) & sizeMask, UInt16(bytes, 28) & sizeMask);
        }

        if (chunk.SequenceEqual("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..]);
            return Converted(ImageFormat.WebP, (bits & sizeMask) + 1, ((bits >> 14) & sizeMask) + 1);
        }

        return chunk.SequenceEqual("VP8X"u8)
            ? Converted(ImageFormat.WebP, UInt24(bytes, 24) + 1, UInt24(bytes, 27) + 1)
            : null;
    }

    private static ImageHeader Converted(ImageFormat format, long width, long height) =>
        new(format, (int)width, (int)Math.Min(height, int.MaxValue)) { Peculiarity = format.ToString() };

    private static int UInt16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static int UInt24(ReadOnlySpan<byte> bytes, int offset) => UInt16(bytes, offset) | (bytes[offset + 2] << 16);

    private static int Int32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt32LittleEndian(bytes[offset..]);
}
