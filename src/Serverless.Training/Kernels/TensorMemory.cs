using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Serverless.Training.Kernels;

/// <summary>The memory of tensors that live on the CPU.</summary>
internal static class TensorMemory
{
    /// <summary>The first element of a contiguous float32 tensor. Valid while the tensor lives.</summary>
    public static unsafe float* Pointer(Tensor tensor) =>
        (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

    /// <summary>Whether a [batch, channels, height, width] tensor is dense with its channels last in memory.</summary>
    public static bool HasChannelsLast(Tensor map) => PositionStride(map) == map.shape[1];

    /// <summary>The first element of a float32 tensor of which <see cref="HasChannelsLast"/> holds.</summary>
    public static unsafe float* Positions(Tensor map)
    {
        using var rows = map.permute(0, 2, 3, 1);
        return Pointer(rows);
    }

    /// <summary>
    /// The first element of a [batch, channels, height, width] float32 tensor whose channels are last in memory, and the distance in
    /// elements from one position to the next, which is larger than the number of channels where the tensor is a slice of channels.
    /// </summary>
    /// <returns>False where the tensor lies otherwise in memory.</returns>
    public static unsafe bool TryPositions(Tensor map, out float* first, out long stride)
    {
        first = null;
        stride = PositionStride(map) ?? 0;
        if (stride == 0)
        {
            return false;
        }

        var positions = map.shape[0] * map.shape[2] * map.shape[3];
        using var flat = map.as_strided([((positions - 1) * stride) + map.shape[1]], [1], map.storage_offset());
        first = Pointer(flat);
        return true;
    }

    // Null where positions do not follow each other at one distance. The strides of dimensions of size 1 say nothing.
    private static long? PositionStride(Tensor map)
    {
        var (shape, strides) = (map.shape, map.stride());
        var (batch, channels, height, width) = (shape[0], shape[1], shape[2], shape[3]);
        var stride = width > 1 ? strides[3] : height > 1 ? strides[2] : batch > 1 ? strides[0] : channels;
        var isRegular = stride >= channels
            && (channels == 1 || strides[1] == 1)
            && (height == 1 || strides[2] == width * stride)
            && (batch == 1 || strides[0] == height * width * stride);
        return isRegular ? stride : null;
    }
}
