using Serverless.Detection;
using static TorchSharp.torch;

namespace Serverless.Training.Loading;

/// <summary>Memory for the pixels of a batch that a tensor can be made of without a copy. Comes from a <see cref="PixelBufferPool"/>.</summary>
internal sealed class PixelBuffer
{
    private readonly PixelBufferPool _pool;
    private readonly Tensor _memory;

    /// <param name="pinned">Whether a GPU can fetch it directly.</param>
    public PixelBuffer(PixelBufferPool pool, long bytes, bool pinned)
    {
        _pool = pool;
        var memory = empty([bytes], dtype: uint8).DetachFromDisposeScope();
        if (pinned)
        {
            using var pageable = memory;
            memory = pageable.pin_memory().DetachFromDisposeScope();
        }

        _memory = memory;
    }

    public long Capacity => _memory.numel();

    public Span<byte> Bytes => _memory.bytes;

    /// <summary>[images, height, width, 3]; shares the memory.</summary>
    public Tensor View(int count, ImageSize size)
    {
        using var used = _memory.narrow(0, 0, (long)count * size.Height * size.Width * 3);
        return used.view(count, size.Height, size.Width, 3);
    }

    public void Return() => _pool.Return(this);

    public void Free() => _memory.Dispose();
}
