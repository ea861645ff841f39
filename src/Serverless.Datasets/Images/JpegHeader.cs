using System.Buffers.Binary;

namespace Serverless.Datasets.Images;

/// <summary>Walks the segments of a JPEG (ITU-T T.81, annex B) to its end.</summary>
internal static class JpegHeader
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const byte App1 = 0xE1;

    public static ImageHeader? Read(ReadOnlySpan<byte> bytes)
    {
        ImageHeader? frame = null;
        var orientation = TiffDirectory.Upright;
        var position = 2;
        while (NextMarker(bytes, ref position) is { } marker)
        {
            if (marker == EndOfImage)
            {
                return Finish(frame, orientation, isComplete: true);
            }

            if (IsBare(marker))
            {
                continue;
            }

            if (position + 2 > bytes.Length || position + Length(bytes, position) > bytes.Length)
            {
                break;
            }

            var segment = bytes[(position + 2)..(position + Length(bytes, position))];
            position += Length(bytes, position);
            if (IsFrame(marker))
            {
                frame ??= Frame(segment);
            }
            else if (marker == App1 && segment.StartsWith("Exif\0\0"u8))
            {
                orientation = TiffDirectory.ReadOrientation(segment[6..]);
            }
            else if (marker == StartOfScan)
            {
                SkipScan(bytes, ref position);
            }
        }

        return Finish(frame, orientation, isComplete: false);
    }

    private static ImageHeader? Finish(ImageHeader? frame, int orientation, bool isComplete) => frame is not { } found ? null : found with
    {
        IsComplete = isComplete,
        Orientation = orientation,
        Peculiarity = found.Peculiarity ?? (orientation == TiffDirectory.Upright ? null : "rotated by its EXIF orientation"),
    };

    private static int Length(ReadOnlySpan<byte> bytes, int position) =>
        Math.Max(2, (int)BinaryPrimitives.ReadUInt16BigEndian(bytes[position..]));

    // Restart markers and TEM have no length.
    private static bool IsBare(byte marker) => marker is 0x01 or (>= 0xD0 and <= 0xD8);

    // SOF0 to SOF15 without DHT, JPG and DAC, which share their range.
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static ImageHeader Frame(ReadOnlySpan<byte> segment)
    {
        var height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
        var width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        var (depth, components) = (segment[0], segment[5]);
        return new ImageHeader(ImageFormat.Jpeg, width, height)
        {
            Peculiarity = depth != 8 ? $"{depth} bits a channel" : components == 4 ? "CMYK" : null,
        };
    }

    private static byte? NextMarker(ReadOnlySpan<byte> bytes, ref int position)
    {
        while (position + 1 < bytes.Length)
        {
            var marker = bytes[position + 1];
            if (bytes[position] == 0xFF && marker is not (0x00 or 0xFF))
            {
                position += 2;
                return marker;
            }

            position++;
        }

        position = bytes.Length;
        return null;
    }

    private static void SkipScan(ReadOnlySpan<byte> bytes, ref int position)
    {
        while (position + 1 < bytes.Length)
        {
            var next = bytes[position..].IndexOf((byte)0xFF);
            if (next < 0)
            {
                position = bytes.Length;
                return;
            }

            position += next;
            if (position + 1 < bytes.Length && bytes[position + 1] is not (0x00 or (>= 0xD0 and <= 0xD7)))
            {
                return;
            }

            position += 2;
        }
    }
}
