using System.Buffers.Binary;

namespace Serverless.Datasets.Images;

/// <summary>The first directory of a TIFF structure (TIFF 6.0, section 2), which EXIF shares.</summary>
internal static class TiffDirectory
{
    /// <summary>EXIF orientation of an image that is stored as it is to be shown.</summary>
    public const int Upright = 1;

    private const ushort WidthTag = 256;
    private const ushort HeightTag = 257;
    private const ushort OrientationTag = 274;
    private const ushort ShortType = 3;
    private const int EntryLength = 12;

    /// <summary>1 to 8; <see cref="Upright"/> where none is given or it makes no sense.</summary>
    public static int ReadOrientation(ReadOnlySpan<byte> tiff) =>
        Find(tiff, OrientationTag) is { } orientation and >= 1 and <= 8 ? (int)orientation : Upright;

    public static ImageHeader? ReadHeader(ReadOnlySpan<byte> tiff) =>
        Find(tiff, WidthTag) is { } width and > 0 and <= int.MaxValue && Find(tiff, HeightTag) is { } height and > 0 and <= int.MaxValue
            ? new ImageHeader(ImageFormat.Tiff, (int)width, (int)height) { Peculiarity = nameof(ImageFormat.Tiff) }
            : null;

    private static uint? Find(ReadOnlySpan<byte> tiff, ushort tag)
    {
        if (tiff.Length < 8)
        {
            return null;
        }

        var isLittleEndian = tiff[0] == 'I';
        var directory = UInt32(tiff[4..], isLittleEndian);
        if (directory > tiff.Length - 2)
        {
            return null;
        }

        var count = UInt16(tiff[(int)directory..], isLittleEndian);
        var entries = tiff[((int)directory + 2)..];
        for (var i = 0; i < count && (i + 1) * EntryLength <= entries.Length; i++)
        {
            var entry = entries.Slice(i * EntryLength, EntryLength);
            if (UInt16(entry, isLittleEndian) == tag)
            {
                return UInt16(entry[2..], isLittleEndian) == ShortType
                    ? UInt16(entry[8..], isLittleEndian)
                    : UInt32(entry[8..], isLittleEndian);
            }
        }

        return null;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
