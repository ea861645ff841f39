using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Serverless.Training.Export.Ncnn;

/// <summary>Numbers as a <c>.bin</c> file has them, little-endian.</summary>
internal static class NcnnWeights
{
    public const uint FloatTag = 0;
    public const uint HalfTag = 0x01306B47;

    /// <summary>Every buffer starts at a multiple of it.</summary>
    public const int Alignment = 4;

    /// <summary>After a tag that tells the type, filled up to 32 bits.</summary>
    public static byte[] Tagged(float[] values, bool half)
    {
        var length = half ? ((values.Length * 2) + Alignment - 1) / Alignment * Alignment : values.Length * sizeof(float);
        var bytes = new byte[sizeof(uint) + length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, half ? HalfTag : FloatTag);
        var data = bytes.AsSpan(sizeof(uint));
        if (half)
        {
            TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(data));
        }
        else
        {
            MemoryMarshal.AsBytes<float>(values).CopyTo(data);
        }

        return bytes;
    }

    /// <summary>Without a tag: layers that know their type.</summary>
    public static byte[] Raw(float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();
}
