namespace Serverless.Datasets.Entries;

/// <summary>A file of an uploaded dataset.</summary>
/// <param name="Path">Relative, with forward slashes, safe: no empty, <c>.</c> or <c>..</c> segment.</param>
/// <param name="Length">Bytes, unpacked.</param>
/// <param name="PackedLength">Bytes as stored.</param>
internal sealed record DatasetFile(string Path, long Length, long PackedLength)
{
    /// <exception cref="InvalidDataException">The file is longer than allowed.</exception>
    public static void Require(long length, long maximumBytes)
    {
        if (length > maximumBytes)
        {
            throw new InvalidDataException($"it has {length} bytes; at most {maximumBytes} are taken");
        }
    }
}
