using System.Runtime.InteropServices;
using Serverless.Detection.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Serverless.Training.Weights.Onnx;

/// <summary>Values of an ONNX tensor, in whichever of its fields they are.</summary>
internal static class OnnxTensor
{
    // TensorProto.DataType of the ONNX specification.
    private static readonly Dictionary<int, ScalarType> s_types = new()
    {
        [1] = ScalarType.Float32,
        [10] = ScalarType.Float16,
        [11] = ScalarType.Float64,
        [16] = ScalarType.BFloat16,
    };

    /// <exception cref="InvalidDataException">The message says of the tensor what is wrong.</exception>
    public static Tensor Read(TensorProto tensor)
    {
        if (tensor.DataLocation != 0)
        {
            throw new InvalidDataException("lies in another file; save the model as a single one.");
        }

        if (!s_types.TryGetValue(tensor.DataType, out var type))
        {
            throw new InvalidDataException("is not made of floating-point numbers.");
        }

        var bytes = Bytes(tensor, type);
        var expected = tensor.Dims.Aggregate((Int128)type.ElementSize(), (product, size) => product * size);
        if (bytes.Length != expected)
        {
            throw new InvalidDataException(FormattableString.Invariant($"has {bytes.Length} bytes where its shape needs {expected}."));
        }

        var result = empty([.. tensor.Dims], type);
        bytes.CopyTo(result.bytes);
        return result;
    }

    private static ReadOnlySpan<byte> Bytes(TensorProto tensor, ScalarType type) => type switch
    {
        _ when tensor.RawData.Length > 0 => tensor.RawData.Span,
        ScalarType.Float32 => MemoryMarshal.AsBytes<float>(tensor.FloatData.ToArray()),
        ScalarType.Float64 => MemoryMarshal.AsBytes<double>(tensor.DoubleData.ToArray()),
        _ => MemoryMarshal.AsBytes<ushort>(tensor.Int32Data.Select(bits => (ushort)bits).ToArray()),
    };
}
