namespace Serverless.Datasets.Layouts;

/// <summary>Passes text on unless a line is longer than any of a table: whoever reads it by lines must not hold it all in memory.</summary>
internal sealed class LongLineGuard(Stream text) : Stream
{
    private const int LongestLine = 1 << 20;

    private long _sinceBreak;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">A line is too long. The message continues "cannot be read: ".</exception>
    public override int Read(Span<byte> buffer)
    {
        var count = text.Read(buffer);
        var read = buffer[..count];
        var last = read.LastIndexOfAny((byte)'\n', (byte)'\r');
        _sinceBreak = last < 0 ? _sinceBreak + count : count - last - 1;
        return _sinceBreak <= LongestLine ? count : throw new InvalidDataException($"it has a line of more than {LongestLine} bytes");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
