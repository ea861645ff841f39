using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Serverless.Pipeline.Datasets;

/// <summary>
/// Takes a shard. One that fits in memory is sent in one request once it is whole, a larger one in blocks while it is written.
/// </summary>
/// <param name="blob">What the shard becomes.</param>
/// <param name="memory">Is emptied, and the upload's own until <see cref="SendAsync"/> has ended.</param>
/// <param name="cancellationToken">Stops the upload.</param>
internal sealed class ShardUpload(BlobClient blob, MemoryStream memory, CancellationToken cancellationToken) : Stream
{
    // Above the shards of most data sets; each of the activities at work may hold two.
    private const int LargestPiece = 32 << 20;

    private readonly MemoryStream _memory = Empty(memory);
    private Stream? _blocks;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_blocks is null && _memory.Length + buffer.Length > LargestPiece)
        {
            _blocks = blob.OpenWrite(overwrite: true, cancellationToken: cancellationToken);
            _memory.WriteTo(_blocks);
            Empty(_memory);
        }

        (_blocks ?? _memory).Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // What is missing follows with the rest.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Sends what is in memory, if anything, once the stream is closed.</summary>
    public Task SendAsync()
    {
        if (_memory.Length == 0)
        {
            return Task.CompletedTask;
        }

        _memory.Position = 0;
        return blob.UploadAsync(_memory, new BlobUploadOptions(), cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _blocks?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static MemoryStream Empty(MemoryStream memory)
    {
        memory.SetLength(0);
        return memory;
    }
}
