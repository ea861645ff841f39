using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Serverless.Detection.Onnx;

/// <summary>The output of a run whose shape is known beforehand; ONNX Runtime writes into its memory.</summary>
internal sealed class OutputTensor(TensorElementType type, int rows, int columns) : IDisposable
{
    private readonly OrtValue[] _values = new OrtValue[1];
    private float[] _singles = [];
    private Float16[] _halves = [];
    private int _batch;

    /// <summary>The one value, for a run.</summary>
    public IReadOnlyCollection<OrtValue> Values => _values;

    public void Resize(int batch)
    {
        if (_batch == batch)
        {
            return;
        }

        _values[0]?.Dispose();
        long[] shape = [batch, rows, columns];
        var (length, memory) = (batch * rows * columns, OrtMemoryInfo.DefaultInstance);
        _singles = new float[length];
        _halves = type == TensorElementType.Float16 ? new Float16[length] : [];
        _values[0] = type == TensorElementType.Float16
            ? OrtValue.CreateTensorValueFromMemory(memory, _halves.AsMemory(), shape)
            : OrtValue.CreateTensorValueFromMemory(memory, _singles.AsMemory(), shape);
        _batch = batch;
    }

    public ReadOnlySpan<float> ToSingles()
    {
        if (type == TensorElementType.Float16)
        {
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(_halves.AsSpan()), _singles);
        }

        return _singles;
    }

    public void Dispose() => _values[0]?.Dispose();
}
