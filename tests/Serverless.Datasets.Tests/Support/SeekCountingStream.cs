namespace Serverless.Datasets.Tests.Support;

/// <summary>Counts how often reading jumps far, which costs a request where the bytes lie in blob storage.</summary>
internal sealed class SeekCountingStream(byte[] bytes, int window) : MemoryStream(bytes, writable: false)
{
    private long _start = -1;

    public int Requests { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        Count();
        return base.Read(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        Count();
        return base.Read(buffer, offset, count);
    }

    public override int ReadByte()
    {
        Count();
        return base.ReadByte();
    }

    private void Count()
    {
        if (_start < 0 || Position < _start || Position >= _start + window)
        {
            _start = Position;
            Requests++;
        }
    }
}
