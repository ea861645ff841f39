using System.Buffers.Binary;
using System.Text;

namespace Serverless.Training.Weights.Pickle;

/// <summary>The bytes of a pickle, read forward; no length is believed before as many bytes are seen to be there.</summary>
internal sealed class PickleInput(ReadOnlyMemory<byte> bytes)
{
    private const int LongestLine = 1024;

    public int Position { get; private set; }

    public PickleOpcode Opcode() => (PickleOpcode)Take(1)[0];

    public int Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>A number in two's complement, lowest byte first. Beyond 64 bits it is none that weights need: null.</summary>
    public object? Long(long length)
    {
        var digits = Take(length);
        if (digits.Length > sizeof(long))
        {
            return null;
        }

        Span<byte> padded = stackalloc byte[sizeof(long)];
        padded.Fill(digits.Length > 0 && digits[^1] >= 0x80 ? (byte)0xff : (byte)0);
        digits.CopyTo(padded);
        return BinaryPrimitives.ReadInt64LittleEndian(padded);
    }

    public string Text(long length) => Encoding.UTF8.GetString(Take(length));

    public byte[] Bytes(long length) => Take(length).ToArray();

    /// <summary>Text up to a line feed.</summary>
    public string Line()
    {
        var rest = bytes.Span[Position..];
        var end = rest[..Math.Min(rest.Length, LongestLine)].IndexOf((byte)'\n');
        if (end < 0)
        {
            throw new PickleFormatException("a name in it has no end.");
        }

        var line = Encoding.UTF8.GetString(rest[..end]);
        Position += end + 1;
        return line;
    }

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length < 0 || length > bytes.Length - Position)
        {
            throw new PickleFormatException(FormattableString.Invariant(
                $"at byte {Position} of its {bytes.Length} it announces more than is there; the file is damaged."));
        }

        var taken = bytes.Span.Slice(Position, (int)length);
        Position += (int)length;
        return taken;
    }
}
