namespace Serverless.Datasets.Entries;

/// <summary>Tells from a file's first bytes what it is, or why it does not open as an archive.</summary>
internal static class ArchiveSignature
{
    private const int HeadLength = 512;
    private const int TarMagicOffset = 257;

    /// <param name="archive">Readable and seekable; left at its start.</param>
    public static ArchiveKind KindOf(Stream archive)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        archive.Position = 0;
        head = head[..archive.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false)];
        archive.Position = 0;
        return head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? ArchiveKind.Gzip
            : IsTar(head) ? ArchiveKind.Tar
            : ArchiveKind.Zip;
    }

    public static string Explain(Stream archive, string name, string reason)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        archive.Position = 0;
        head = head[..archive.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false)];
        if (head.IsEmpty)
        {
            return $"{name} is empty. Upload it again.";
        }

        if (head.StartsWith("PK\x05\x06"u8) || head.StartsWith("PK\x06\x06"u8) || head.StartsWith("PK\x07\x08"u8) || head.StartsWith("PK\x03\x04"u8))
        {
            return $"{name} is a damaged zip: {reason.TrimEnd('.')}. Most often the download or upload was cut short: transfer it again, or pack it again.";
        }

        return $"{name} is not a zip: {Kind(head)}. Upload the dataset packed as a zip, tar or tar.gz.";
    }

    private static string Kind(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("Rar!"u8))
        {
            return "it is a RAR archive";
        }

        if (head.StartsWith("7z"u8))
        {
            return "it is a 7-Zip archive";
        }

        if (head.StartsWith("BZh"u8) || head.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z']) || head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]))
        {
            return "it is compressed by bzip2, xz or zstd";
        }

        return head.TrimStart(" \t\r\n"u8).StartsWith("<"u8)
            ? "it is a web page, perhaps the login page of the site it was downloaded from"
            : "its first bytes are those of no archive known here";
    }

    private static bool IsTar(ReadOnlySpan<byte> head) =>
        (head.Length > TarMagicOffset && head[TarMagicOffset..].StartsWith("ustar"u8)) || TarDirectory.IsHeader(head);
}
