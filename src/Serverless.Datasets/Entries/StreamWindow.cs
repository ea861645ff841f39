namespace Serverless.Datasets.Entries;

/// <summary>A part of another stream, with a position of its own.</summary>
/// <param name="stream">Stays open.</param>
/// <param name="gate">Held by whoever moves the other stream.</param>
internal sealed class StreamWindow(Stream stream, Lock gate, long offset, long length) : ReadOnlyStream(length)
{
    protected override int ReadAt(long position, Span<byte> buffer)
    {
        lock (gate)
        {
            stream.Position = offset + position;
            return stream.Read(buffer);
        }
    }
}
