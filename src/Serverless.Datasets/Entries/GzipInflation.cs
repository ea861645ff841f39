using System.IO.Compression;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Entries;

/// <summary>
/// Makes what is in a gzip file readable in any order. It is inflated once and kept where it is short enough for
/// <see cref="IngestionLimits.SpoolBytes"/>; of a longer one nothing is kept: it is read forward, and inflated anew from its
/// start to go back. That is bounded in memory and disk, not in time: inflate large ones once by <see cref="ArchiveInflater"/>.
/// </summary>
internal static class GzipInflation
{
    private const int BufferBytes = 64 << 10;

    // Below this, no ratio hurts anybody.
    private const long HarmlessBytes = 64L << 20;

    /// <param name="archive">Readable and seekable; stays open.</param>
    /// <exception cref="DatasetException">It is damaged, cut short, or inflates to more than allowed.</exception>
    public static Stream Open(Stream archive, string name, IngestionLimits limits, CancellationToken cancellationToken)
    {
        var spool = new Spool();
        try
        {
            var length = Inflate(
                archive,
                name,
                limits,
                (bytes, total) =>
                {
                    if (total <= limits.SpoolBytes)
                    {
                        spool!.Write(bytes);
                        return;
                    }

                    spool?.Dispose();
                    spool = null;
                },
                cancellationToken);
            return spool?.Detach() ?? new RewindingStream(() => Begin(archive), length);
        }
        finally
        {
            spool?.Dispose();
        }
    }

    /// <summary>Inflates from front to back.</summary>
    /// <param name="write">Takes the bytes and how many there have been with them.</param>
    /// <returns>Bytes in all.</returns>
    /// <exception cref="DatasetException">It is damaged, cut short, or inflates to more than allowed.</exception>
    public static long Inflate(Stream archive, string name, IngestionLimits limits, Action<ReadOnlySpan<byte>, long> write, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        long total = 0;
        try
        {
            using var inflating = Begin(archive);
            for (int count; (count = inflating.Read(buffer)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                total += count;
                Require(total, archive.Length, name, limits);
                write(buffer.AsSpan(0, count), total);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new DatasetException(
                $"{name} is a damaged gzip file: {exception.Message.TrimEnd('.')}. Most often the download or upload was cut short: transfer it again, or pack it again.", exception);
        }

        return total;
    }

    private static GZipStream Begin(Stream archive)
    {
        archive.Position = 0;
        return new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
    }

    private static void Require(long total, long packed, string name, IngestionLimits limits)
    {
        if (total > limits.TotalBytes)
        {
            throw new DatasetException($"{name} unpacks to more than {limits.TotalBytes} bytes, more than are taken. Split the dataset into several archives.");
        }

        if (total > HarmlessBytes && total > packed * limits.CompressionRatio)
        {
            throw new DatasetException(
                $"{name} is packed over {limits.CompressionRatio} times smaller than what it unpacks to; real images never are. It looks like a bomb and was not unpacked.");
        }
    }
}
