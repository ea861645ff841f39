using System.Buffers.Binary;

namespace Serverless.Datasets.Images;

/// <summary>Walks the chunks of a PNG (W3C PNG specification, section 5) to its end.</summary>
internal static class PngHeader
{
    private const int SignatureLength = 8;
    private const int ChunkOverhead = 12;
    private const byte AlphaBit = 4;

    public static ImageHeader Read(ReadOnlySpan<byte> bytes)
    {
        var width = BinaryPrimitives.ReadInt32BigEndian(bytes[16..]);
        var height = BinaryPrimitives.ReadInt32BigEndian(bytes[20..]);
        var (depth, colorType) = (bytes[24], bytes[25]);
        var peculiarity = depth == 16 ? "16 bits a channel" : (colorType & AlphaBit) != 0 ? "alpha channel" : null;
        var isComplete = false;
        for (long position = SignatureLength; position + ChunkOverhead <= bytes.Length;)
        {
            var chunk = bytes[(int)position..];
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            var type = chunk[4..8];
            if (position + ChunkOverhead + length > bytes.Length)
            {
                break;
            }

            isComplete |= type.SequenceEqual("IEND"u8);
            peculiarity ??= Peculiarity(type, chunk.Slice(8, (int)length));
            position += ChunkOverhead + length;
        }

        return new ImageHeader(ImageFormat.Png, width, height) { IsComplete = isComplete, Peculiarity = peculiarity };
    }

    private static string? Peculiarity(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        if (type.SequenceEqual("tRNS"u8))
        {
            return "transparent colour";
        }

        return type.SequenceEqual("eXIf"u8) && TiffDirectory.ReadOrientation(data) != TiffDirectory.Upright
            ? "rotated by its EXIF orientation"
            : null;
    }
}
