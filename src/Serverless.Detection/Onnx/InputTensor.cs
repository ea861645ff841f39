using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Serverless.Detection.Onnx;

/// <summary>The input of a run: images as planes of 0 to 1, in the type that the model takes.</summary>
internal sealed class InputTensor(TensorElementType type) : IDisposable
{
    private const float LargestByte = 255;
    private const float Half = 0.5f;

    private float[] _pixels = [];
    private Float16[] _halves = [];
    private byte[] _bytes = [];
    private OrtValue? _value;
    private int _batch;
    private ImageSize _size;

    /// <summary>Values of one image.</summary>
    public int ImageLength => 3 * _size.Width * _size.Height;

    /// <summary>The planes of one image, which keep their values from run to run until <see cref="Resize"/> says otherwise.</summary>
    public Span<float> Image(int slot) => _pixels.AsSpan(slot * ImageLength, ImageLength);

    /// <summary>Makes room for images of a size. Returns whether the planes of each still are where they were, and what they were.</summary>
    public bool Resize(int batch, ImageSize size)
    {
        if ((_batch, _size) == (batch, size))
        {
            return true;
        }

        _value?.Dispose();
        _value = null;
        var isKept = _size == size;
        (_batch, _size) = (batch, size);
        if (_pixels.Length < batch * ImageLength)
        {
            Allocate(batch * ImageLength);
            isKept = false;
        }

        return isKept;
    }

    /// <summary>The images as they are now, without a copy where the model takes float32.</summary>
    public OrtValue ToValue()
    {
        var pixels = _pixels.AsSpan(0, _batch * ImageLength);
        if (type == TensorElementType.Float16)
        {
            TensorPrimitives.ConvertToHalf(pixels, MemoryMarshal.Cast<Float16, System.Half>(_halves.AsSpan()));
        }
        else if (type == TensorElementType.UInt8)
        {
            for (var i = 0; i < pixels.Length; i++)
            {
                _bytes[i] = (byte)((pixels[i] * LargestByte) + Half);
            }
        }

        return _value ??= CreateValue();
    }

    public void Dispose() => _value?.Dispose();

    private void Allocate(int length)
    {
        _pixels = new float[length];
        _halves = type == TensorElementType.Float16 ? new Float16[length] : [];
        _bytes = type == TensorElementType.UInt8 ? new byte[length] : [];
    }

    private OrtValue CreateValue()
    {
        long[] shape = [_batch, 3, _size.Height, _size.Width];
        var (length, memory) = (_batch * ImageLength, OrtMemoryInfo.DefaultInstance);
        return type switch
        {
            TensorElementType.Float16 => OrtValue.CreateTensorValueFromMemory(memory, _halves.AsMemory(0, length), shape),
            TensorElementType.UInt8 => OrtValue.CreateTensorValueFromMemory(memory, _bytes.AsMemory(0, length), shape),
            _ => OrtValue.CreateTensorValueFromMemory(memory, _pixels.AsMemory(0, length), shape),
        };
    }
}
