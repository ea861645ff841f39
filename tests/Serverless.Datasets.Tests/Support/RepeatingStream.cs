using System.Text;

namespace Serverless.Datasets.Tests.Support;

/// <summary>A long text that is nowhere held: a start, one part many times over, an end.</summary>
internal sealed class RepeatingStream(string start, string part, int count, string end) : Stream
{
    private readonly byte[] _part = Encoding.UTF8.GetBytes(part);
    private byte[] _current = Encoding.UTF8.GetBytes(start);
    private int _position;
    private int _parts;

    public long Served { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Served;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_position == _current.Length && _parts <= count)
        {
            _current = _parts++ < count ? _part : Encoding.UTF8.GetBytes(end);
            _position = 0;
        }

        var served = Math.Min(buffer.Length, _current.Length - _position);
        _current.AsSpan(_position, served).CopyTo(buffer);
        _position += served;
        Served += served;
        return served;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
