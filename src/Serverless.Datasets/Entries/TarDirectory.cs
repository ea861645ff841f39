using System.Globalization;
using System.Text;

namespace Serverless.Datasets.Entries;

/// <summary>
/// Reads the headers of a tar archive (POSIX.1-2017 pax and ustar, GNU long names and sizes, V7), and only them. Headers that
/// claim much memory are refused, which the framework's own reader does not do.
/// </summary>
internal static class TarDirectory
{
    private const int BlockBytes = 512;
    private const int LongestAttributes = 1 << 20;
    private const int ChecksumOffset = 148;

    /// <summary>Whether a block is the header of an entry: its checksum fits.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> block) =>
        block.Length >= BlockBytes && Octal(block.Slice(ChecksumOffset, 8)) is { } sum && sum > 0 && (sum == Sum(block, signed: false) || sum == Sum(block, signed: true));

    /// <summary>All entries in their order.</summary>
    /// <exception cref="InvalidDataException">It is damaged or cut short.</exception>
    public static IEnumerable<TarEntry> Read(Stream tar, CancellationToken cancellationToken)
    {
        var length = tar.Length;
        var block = new byte[BlockBytes];
        Dictionary<string, string> attributes = [];
        for (long position = 0; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadAt(tar, position, block);
            if (!block.AsSpan().ContainsAnyExcept((byte)0))
            {
                yield break;
            }

            var (entry, next) = ReadHeader(block, position + BlockBytes, attributes, length);
            position = next;
            if (entry.Type is 'x' or 'L' or 'K')
            {
                ReadAttributes(tar, entry, attributes);
            }
            else if (entry.Type != 'g')
            {
                yield return entry;
                attributes.Clear();
            }
        }
    }

    private static (TarEntry Entry, long Next) ReadHeader(byte[] block, long offset, Dictionary<string, string> attributes, long length)
    {
        if (!IsHeader(block))
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the header at byte {offset - BlockBytes} is no tar header"));
        }

        var type = block[156] == 0 ? '0' : (char)block[156];
        var isAttribute = type is 'x' or 'g' or 'L' or 'K';
        var size = isAttribute || !attributes.TryGetValue("size", out var given)
            ? Number(block.AsSpan(124, 12))
            : long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
        if (size is not (>= 0 and var bytes) || bytes > length - offset)
        {
            throw new InvalidDataException("an entry claims more bytes than are there: it is cut short");
        }

        var name = isAttribute ? string.Empty : attributes.GetValueOrDefault("path") ?? NameOf(block);

        // Links and folders may have a size, but have no bytes.
        var stored = type is '1' or '2' or '3' or '4' or '5' or '6' ? 0 : bytes;
        return (new TarEntry(name, type, offset, stored), offset + ((stored + BlockBytes - 1) / BlockBytes * BlockBytes));
    }

    private static string NameOf(byte[] block)
    {
        var name = Text(block.AsSpan(0, 100));
        var prefix = block.AsSpan(257, 6).SequenceEqual("ustar\0"u8) ? Text(block.AsSpan(345, 155)) : string.Empty;
        return prefix.Length > 0 ? $"{prefix}/{name}" : name;
    }

    private static void ReadAttributes(Stream tar, TarEntry entry, Dictionary<string, string> attributes)
    {
        if (entry.Length > LongestAttributes)
        {
            throw new InvalidDataException($"the attributes of an entry take {entry.Length} bytes");
        }

        var bytes = new byte[entry.Length];
        ReadAt(tar, entry.Offset, bytes);
        if (entry.Type == 'L')
        {
            attributes["path"] = Text(bytes);
        }
        else if (entry.Type == 'x')
        {
            ReadRecords(bytes, attributes);
        }
    }

    // Each is "length key=value\n", the length in bytes and of the whole record.
    private static void ReadRecords(ReadOnlySpan<byte> bytes, Dictionary<string, string> attributes)
    {
        while (!bytes.IsEmpty && bytes[0] != 0)
        {
            var blank = bytes.IndexOf((byte)' ');
            if (blank < 0 || !int.TryParse(bytes[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length <= blank || length > bytes.Length)
            {
                throw new InvalidDataException("the attributes of an entry are damaged");
            }

            var record = Encoding.UTF8.GetString(bytes[(blank + 1)..length].TrimEnd((byte)'\n'));
            if (record.IndexOf('=', StringComparison.Ordinal) is var equals and > 0)
            {
                attributes[record[..equals]] = record[(equals + 1)..];
            }

            bytes = bytes[length..];
        }
    }

    private static void ReadAt(Stream tar, long position, byte[] bytes)
    {
        tar.Position = position;
        if (tar.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new InvalidDataException("it ends without an end mark: it is cut short");
        }
    }

    // GNU writes large numbers in binary, marked by the highest bit.
    private static long? Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) == 0)
        {
            return Octal(field);
        }

        long number = field[0] & 0x7F;
        foreach (var digit in field[1..])
        {
            if (number > long.MaxValue >> 8)
            {
                return null;
            }

            number = (number << 8) | digit;
        }

        return number;
    }

    private static long? Octal(ReadOnlySpan<byte> field)
    {
        long number = 0;
        foreach (var digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return null;
            }

            number = (number << 3) | (long)(digit - '0');
        }

        return number;
    }

    // The checksum counts as blanks in its own sum; some old writers summed signed bytes.
    private static long Sum(ReadOnlySpan<byte> block, bool signed)
    {
        long sum = 0;
        for (var i = 0; i < BlockBytes; i++)
        {
            var value = i is >= ChecksumOffset and < ChecksumOffset + 8 ? (byte)' ' : block[i];
            sum += signed ? (sbyte)value : value;
        }

        return sum;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }
}
