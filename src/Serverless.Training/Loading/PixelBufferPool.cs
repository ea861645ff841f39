using System.Collections.Concurrent;

namespace Serverless.Training.Loading;

/// <summary>Lends buffers and takes them back, so that an epoch makes no more of them than are in use at a time.</summary>
/// <param name="pinned">Whether a GPU can fetch the buffers directly.</param>
internal sealed class PixelBufferPool(bool pinned) : IDisposable
{
    private readonly ConcurrentBag<PixelBuffer> _free = [];
    private readonly ConcurrentDictionary<PixelBuffer, bool> _all = [];

    /// <summary>Buffers that exist.</summary>
    public int Count => _all.Count;

    public PixelBuffer Rent(long bytes)
    {
        if (_free.TryTake(out var buffer))
        {
            if (buffer.Capacity >= bytes)
            {
                return buffer;
            }

            _all.TryRemove(buffer, out _);
            buffer.Free();
        }

        buffer = new PixelBuffer(this, bytes, pinned);
        _all.TryAdd(buffer, true);
        return buffer;
    }

    public void Return(PixelBuffer buffer) => _free.Add(buffer);

    /// <summary>Frees every buffer, the lent ones too.</summary>
    public void Dispose()
    {
        foreach (var buffer in _all.Keys)
        {
            buffer.Free();
        }
    }
}
