using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Serverless.Pipeline.Datasets.Kaggle;

/// <summary>The checksums of an archive as it is read: CRC-32C (RFC 3720, appendix B.4), MD5 and SHA-256.</summary>
internal sealed class ArchiveDigest : IDisposable
{
    // Google Cloud Storage gives nothing better than MD5 to check a transfer with.
#pragma warning disable CA5351
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private uint _crc = uint.MaxValue;

    public long Length { get; private set; }

    /// <summary>Base64 of the big-endian bytes, as <c>x-goog-hash</c> gives it.</summary>
    public string Crc32C
    {
        get
        {
            Span<byte> bytes = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, ~_crc);
            return Convert.ToBase64String(bytes);
        }
    }

    /// <summary>Base64.</summary>
    public string Md5 => Convert.ToBase64String(_md5.GetCurrentHash());

    /// <summary>Lower-case hexadecimal.</summary>
    public string Sha256 => Convert.ToHexStringLower(_sha256.GetCurrentHash());

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _md5.AppendData(bytes);
        _sha256.AppendData(bytes);
        Length += bytes.Length;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            _crc = BitOperations.Crc32C(_crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var value in bytes)
        {
            _crc = BitOperations.Crc32C(_crc, value);
        }
    }

    public void Dispose()
    {
        _md5.Dispose();
        _sha256.Dispose();
    }
}
