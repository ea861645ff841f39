using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Detection.Decoding;

namespace Serverless.Detection.Onnx;

/// <summary>The memory that one run works in; reused by the next.</summary>
internal sealed class InferenceBuffer : IDisposable
{
    private readonly ModelContract _contract;
    private readonly LetterboxInput _letterboxInput = new();
    private readonly OutputDecoder _decoder;
    private readonly InputTensor _input;
    private readonly OutputTensor? _output;
    private readonly OrtValue[] _inputs = new OrtValue[1];
    private Letterbox[] _letterboxes = [];
    private float[] _singles = [];
    private int _batch;

    public InferenceBuffer(ModelContract contract)
    {
        _contract = contract;
        _decoder = new OutputDecoder(contract.Model.Names);
        _input = new InputTensor(contract.InputType);
        _output = contract.OutputShape is { } shape ? new OutputTensor(contract.OutputType, shape.Rows, shape.Columns) : null;
    }

    /// <summary>Makes room for a batch of images that the network sees at a size. What was loaded before may still be in it.</summary>
    public void Resize(int batch, ImageSize size)
    {
        if (!_input.Resize(batch, size))
        {
            // Borders are elsewhere now, or in new memory.
            Array.Clear(_letterboxes);
        }

        if (_letterboxes.Length < batch)
        {
            Array.Resize(ref _letterboxes, batch);
        }

        _output?.Resize(batch);
        _batch = batch;
    }

    public void Load(int slot, ImagePixels image)
    {
        var letterbox = _contract.Fit(image.Size);
        var planes = _input.Image(slot);
        _letterboxInput.WriteContent(image, letterbox, planes);
        SetLetterbox(slot, letterbox, planes);
    }

    public void Load(int slot, Yuv420Image image)
    {
        var letterbox = _contract.Fit(image.Size);
        var planes = _input.Image(slot);
        _letterboxInput.WriteContent(image, letterbox, planes);
        SetLetterbox(slot, letterbox, planes);
    }

    /// <summary>Runs the network on what is loaded and gives the objects of the first images.</summary>
    public void Run(InferenceSession session, RunOptions options, DetectionThresholds thresholds, Span<IReadOnlyList<DetectedObject>> results)
    {
        _inputs[0] = _input.ToValue();
        if (_output is not null)
        {
            session.Run(options, _contract.InputNames, _inputs, _contract.OutputNames, _output.Values);
            var (rows, columns) = _contract.OutputShape!.Value;
            Decode(_output.ToSingles(), rows, columns, thresholds, results);
            return;
        }

        using var outputs = session.Run(options, _contract.InputNames, _inputs, _contract.OutputNames);
        var shape = outputs[0].GetTensorTypeAndShape().Shape;
        if (shape.Length != 3 || shape[0] != _batch)
        {
            throw new ModelException(
                $"The model gave an output of shape {TensorShape.Describe(shape.Select(static length => (int)length))} "
                + FormattableString.Invariant($"for {_batch} images. Set the batch size to 1, or export it anew with an open batch."));
        }

        Decode(ToSingles(outputs[0]), (int)shape[1], (int)shape[2], thresholds, results);
    }

    public void Dispose()
    {
        _input.Dispose();
        _output?.Dispose();
    }

    private void SetLetterbox(int slot, Letterbox letterbox, Span<float> planes)
    {
        if (_letterboxes[slot] != letterbox)
        {
            LetterboxInput.WriteBorder(letterbox, planes);
            _letterboxes[slot] = letterbox;
        }
    }

    private void Decode(
        ReadOnlySpan<float> values, int rows, int columns, DetectionThresholds thresholds, Span<IReadOnlyList<DetectedObject>> results)
    {
        var layout = new OutputLayout(_contract.OutputFormat, rows, columns) { Input = _letterboxes[0].Target };
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = _decoder.Decode(values.Slice(i * layout.Length, layout.Length), layout, _letterboxes[i], thresholds);
        }
    }

    private ReadOnlySpan<float> ToSingles(OrtValue output)
    {
        if (_contract.OutputType != TensorElementType.Float16)
        {
            return output.GetTensorDataAsSpan<float>();
        }

        var halves = MemoryMarshal.Cast<Float16, Half>(output.GetTensorDataAsSpan<Float16>());
        if (_singles.Length < halves.Length)
        {
            _singles = new float[halves.Length];
        }

        TensorPrimitives.ConvertToSingle(halves, _singles);
        return _singles.AsSpan(0, halves.Length);
    }
}
