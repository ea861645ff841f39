namespace Serverless.Datasets.Entries;

/// <summary>
/// Makes a stream that can only be read forward seekable in bounded memory: forward by reading on, back by beginning anew. To
/// be read front to back as far as can be; from many threads under a lock.
/// </summary>
/// <param name="open">Begins anew.</param>
internal sealed class RewindingStream(Func<Stream> open, long length) : ReadOnlyStream(length)
{
    private const int SkipBytes = 64 << 10;

    private Stream? _current;
    private long _reached;

    protected override int ReadAt(long position, Span<byte> buffer)
    {
        if (_current is null || position < _reached)
        {
            _current?.Dispose();
            (_current, _reached) = (open(), 0);
        }

        var skipped = new byte[(int)Math.Min(SkipBytes, position - _reached)];
        while (_reached < position)
        {
            var skip = _current.Read(skipped, 0, (int)Math.Min(skipped.Length, position - _reached));
            if (skip == 0)
            {
                return 0;
            }

            _reached += skip;
        }

        var count = _current.Read(buffer);
        _reached += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _current?.Dispose();
        }

        base.Dispose(disposing);
    }
}
