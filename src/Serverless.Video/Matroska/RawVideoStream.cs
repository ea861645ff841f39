using System.Buffers.Binary;
using System.Text;

namespace Serverless.Video.Matroska;

/// <summary>
/// The least of Matroska (RFC 9559) that carries uncompressed frames with their presentation times through a pipe:
/// a segment of unknown size, one V_UNCOMPRESSED track, and a cluster for every frame. Times are in nanoseconds.
/// </summary>
internal static class RawVideoStream
{
    // Fourcc of packed 8-bit BGR.
    private static readonly byte[] Bgr24 = [(byte)'B', (byte)'G', (byte)'R', 24];
    // Fourcc of luma, Cb and Cr planes in 4:2:0.
    private static readonly byte[] I420 = "I420"u8.ToArray();
    private static readonly byte[] UnknownSize = [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

    public static byte[] Header(int width, int height, FramePixels pixels, Rational frameRate)
    {
        var head = Element(
            0x1A45DFA3,
            Element(0x4282, Encoding.ASCII.GetBytes("matroska")),
            Unsigned(0x4287, 4),
            Unsigned(0x4285, 2));
        var information = Element(0x1549A966, Unsigned(0x2AD7B1, 1));
        var video = Element(
            0xE0,
            Unsigned(0xB0, width),
            Unsigned(0xBA, height),
            Element(0x2EB524, pixels == FramePixels.Bgr ? Bgr24 : I420));
        var track = Element(
            0xAE,
            Unsigned(0xD7, 1),
            Unsigned(0x73C5, 1),
            Unsigned(0x83, 1),
            Element(0x86, Encoding.ASCII.GetBytes("V_UNCOMPRESSED")),
            Unsigned(0x23E383, Math.Max(1, (long)(1e9 / frameRate.ToDouble()))),
            video);
        return [.. head, .. Identifier(0x18538067), .. UnknownSize, .. information, .. Element(0x1654AE6B, track)];
    }

    /// <summary>What precedes the pixels of a frame.</summary>
    public static byte[] FrameHeader(long nanoseconds, int frameBytes)
    {
        var timestamp = Unsigned(0xE7, nanoseconds);
        // Track 1, 0 ns after the cluster's time, a keyframe.
        byte[] block = [.. Identifier(0xA3), .. Size(frameBytes + 4L), 0x81, 0x00, 0x00, 0x80];
        return [.. Identifier(0x1F43B675), .. Size(timestamp.Length + block.Length + (long)frameBytes), .. timestamp, .. block];
    }

    private static byte[] Element(uint identifier, params byte[][] content)
    {
        byte[] body = [.. content.SelectMany(part => part)];
        return [.. Identifier(identifier), .. Size(body.Length), .. body];
    }

    private static byte[] Unsigned(uint identifier, long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return Element(identifier, bytes);
    }

    private static byte[] Identifier(uint identifier)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, identifier);
        return [.. bytes.SkipWhile(part => part == 0)];
    }

    // Always in its longest form: the leading 0x01 marks eight bytes.
    private static byte[] Size(long size)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, size);
        bytes[0] = 0x01;
        return bytes;
    }
}
