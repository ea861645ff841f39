using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;
using Serverless.Detection.Decoding;

namespace Serverless.Detection.Onnx;

/// <summary>The memory that one run works in; reused by the next.</summary>
internal sealed class InferenceBuffer(ModelContract contract) : IDisposable
{
    private readonly ImageSize _size = contract.Model.Input;
    private readonly Mat _canvas = new();
    private readonly OutputDecoder _decoder = new();
    private Letterbox[] _letterboxes = [];
    private float[] _pixels = [];
    private Float16[] _halves = [];
    private float[] _outputs = [];

    private int ImageLength => 3 * _size.Width * _size.Height;

    /// <summary>Makes room for a batch. What was loaded before may still be in it.</summary>
    public void Resize(int batch)
    {
        if (_letterboxes.Length == batch)
        {
            return;
        }

        _letterboxes = new Letterbox[batch];
        if (_pixels.Length < batch * ImageLength)
        {
            _pixels = new float[batch * ImageLength];
            _halves = contract.HalfPrecision ? new Float16[batch * ImageLength] : [];
        }
    }

    public void Load(int slot, Mat image)
    {
        ImageGuard.ThrowIfNotBgr(image);
        var letterbox = Letterbox.Fit(new ImageSize(image.Width, image.Height), _size);
        letterbox.Render(image, _canvas);
        PlanarPixels.Write(_canvas, _pixels.AsSpan(slot * ImageLength, ImageLength));
        _letterboxes[slot] = letterbox;
    }

    /// <summary>The loaded batch, without a copy.</summary>
    public OrtValue ToTensor()
    {
        long[] shape = [_letterboxes.Length, 3, _size.Height, _size.Width];
        var length = _letterboxes.Length * ImageLength;
        if (!contract.HalfPrecision)
        {
            return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _pixels.AsMemory(0, length), shape);
        }

        TensorPrimitives.ConvertToHalf(_pixels.AsSpan(0, length), MemoryMarshal.Cast<Float16, Half>(_halves.AsSpan()));
        return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _halves.AsMemory(0, length), shape);
    }

    public void Decode(OrtValue output, DetectionThresholds thresholds, Span<IReadOnlyList<DetectedObject>> results)
    {
        var shape = output.GetTensorTypeAndShape();
        var layout = new OutputLayout(contract.Model.Format, (int)shape.Shape[1], (int)shape.Shape[2]);
        var values = ToSingles(output, shape);
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = _decoder.Decode(
                values.Slice(i * layout.Length, layout.Length), layout, _letterboxes[i], thresholds);
        }
    }

    public void Dispose() => _canvas.Dispose();

    private ReadOnlySpan<float> ToSingles(OrtValue output, OrtTensorTypeAndShapeInfo shape)
    {
        if (shape.ElementDataType != TensorElementType.Float16)
        {
            return output.GetTensorDataAsSpan<float>();
        }

        var halves = MemoryMarshal.Cast<Float16, Half>(output.GetTensorDataAsSpan<Float16>());
        if (_outputs.Length < halves.Length)
        {
            _outputs = new float[halves.Length];
        }

        TensorPrimitives.ConvertToSingle(halves, _outputs);
        return _outputs.AsSpan(0, halves.Length);
    }
}
