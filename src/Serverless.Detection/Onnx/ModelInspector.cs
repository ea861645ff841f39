using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Serverless.Detection.Onnx;

/// <summary>Tells from a session how the model wants to be run, or why it cannot be.</summary>
internal static class ModelInspector
{
    private const int DefaultSide = 640;

    /// <exception cref="ModelException">It is not a detector that can be decoded.</exception>
    public static ModelContract Inspect(InferenceSession session, string fileName, OnnxDetectorOptions options)
    {
        try
        {
            return Inspect(session, options);
        }
        catch (ModelException e)
        {
            throw new ModelException($"{fileName} cannot be used as a detector: {e.Message}", e);
        }
    }

    private static ModelContract Inspect(InferenceSession session, OnnxDetectorOptions options)
    {
        var metadata = ModelMetadata.Read(session.ModelMetadata.CustomMetadataMap);
        metadata = metadata with { Stride = options.Stride ?? metadata.Stride };
        var (inputName, input) = SingleInput(session);
        var (batch, size) = (Dimension(input, 0), InputSize(input, metadata, options));
        var names = options.Names ?? metadata.Names;
        var shapes = OutputShapes(session, inputName, [batch ?? 1, 3, size.Height, size.Width], input.ElementDataType);
        var output = OutputSelector.Select(shapes, metadata, names?.Count, size);
        var declared = session.OutputMetadata[output.Name];
        var fixedShape = FixedShape(declared, batch);
        var model = new ModelDescription(
            names ?? [.. Enumerable.Range(0, output.Classes).Select(ClassNames.Unnamed)],
            metadata.Stride,
            size,
            output.Format,
            batch,
            metadata.Entries)
        {
            IsRectangular = options.Rectangular && Dimension(input, 2) is null && Dimension(input, 3) is null
                && TakesRectangles(session, inputName, input.ElementDataType, output.Name, batch ?? 1, size, metadata.Stride, fixedShape),
        };
        return new ModelContract(
            model, [inputName], [output.Name], input.ElementDataType, declared.ElementDataType, fixedShape, output.Format);
    }

    private static (string Name, NodeMetadata Input) SingleInput(InferenceSession session)
    {
        if (session.InputMetadata.Count != 1)
        {
            throw new ModelException(
                $"it has {session.InputMetadata.Count} inputs ({string.Join(", ", session.InputMetadata.Keys)}); "
                + "a detector takes one, the image.");
        }

        var (name, input) = session.InputMetadata.Single();
        if (!input.IsTensor
            || input.ElementDataType is not (TensorElementType.Float or TensorElementType.Float16 or TensorElementType.UInt8))
        {
            throw new ModelException(
                $"its input '{name}' is not a tensor of float32, float16 or uint8 values. "
                + "Export it with a float32 input; its weights may be quantized all the same.");
        }

        if (input.Dimensions.Length != 4 || Dimension(input, 1) is not (3 or null))
        {
            throw new ModelException(
                $"its input '{name}' has shape {TensorShape.Describe(input.Dimensions)}; expected is "
                + "[batch, 3, height, width], three colour planes.");
        }

        return (name, input);
    }

    private static ImageSize InputSize(NodeMetadata input, ModelMetadata metadata, OnnxDetectorOptions options)
    {
        var preferred = options.InputSize ?? metadata.InputSize ?? new ImageSize(DefaultSide, DefaultSide);
        var size = new ImageSize(Dimension(input, 3) ?? preferred.Width, Dimension(input, 2) ?? preferred.Height);
        if (options.InputSize is { } asked && asked != size)
        {
            throw new ModelException($"its input is fixed to {size}; {asked} was asked for.");
        }

        if (size.Width <= 0 || size.Height <= 0 || size.Width % metadata.Stride != 0 || size.Height % metadata.Stride != 0)
        {
            throw new ModelException(FormattableString.Invariant(
                $"an input of {size} was asked for; both sides have to be multiples of its stride, {metadata.Stride}."));
        }

        return size;
    }

    private static List<TensorShape> OutputShapes(
        InferenceSession session, string inputName, long[] inputShape, TensorElementType inputType)
    {
        var outputs = session.OutputMetadata
            .Where(static output => output.Value.IsTensor
                && output.Value.ElementDataType is TensorElementType.Float or TensorElementType.Float16)
            .ToList();
        var declared = outputs.ConvertAll(static output => new TensorShape(output.Key, output.Value.Dimensions));
        return declared.Any(static shape => shape.IsDetectionRank && shape.IsKnown)
            ? declared
            : MeasuredShapes(session, inputName, inputShape, inputType, [.. outputs.Select(static output => output.Key)]);
    }

    /// <summary>Shapes that the file leaves open are told by a run on an empty image.</summary>
    private static List<TensorShape> MeasuredShapes(
        InferenceSession session, string inputName, long[] inputShape, TensorElementType inputType, string[] outputNames)
    {
        if (outputNames.Length == 0)
        {
            return [];
        }

        try
        {
            return Run(session, inputName, inputShape, inputType, outputNames);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException(
                $"it fails on an image of {inputShape[3]}x{inputShape[2]}. ONNX Runtime says: {e.Message}", e);
        }
    }

    /// <summary>
    /// Files declare open sizes that their graph does not take: anchors of one size, more objects to choose than a small image has
    /// anchors, a stride that they do not tell. The narrowest rectangles bring that to light.
    /// </summary>
    private static bool TakesRectangles(
        InferenceSession session,
        string inputName,
        TensorElementType inputType,
        string outputName,
        int batch,
        ImageSize size,
        int stride,
        (int Rows, int Columns)? fixedShape)
    {
        try
        {
            return Takes(size.Width, stride) && Takes(stride, size.Height);
        }
        catch (OnnxRuntimeException)
        {
            return false;
        }

        bool Takes(int width, int height)
        {
            var shape = Run(session, inputName, [batch, 3, height, width], inputType, [outputName])[0];
            return shape.IsDetectionRank && (fixedShape is null || fixedShape == (shape.Dimensions[1], shape.Dimensions[2]));
        }
    }

    /// <summary>Shapes of the outputs for an empty image.</summary>
    private static List<TensorShape> Run(
        InferenceSession session, string inputName, long[] inputShape, TensorElementType inputType, string[] outputNames)
    {
        using var run = new RunOptions();
        using var input = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, inputType, inputShape);
        input.GetTensorMutableRawData().Clear();
        using var values = session.Run(run, [inputName], [input], outputNames);
        return [.. outputNames.Zip(values, static (name, value) =>
            new TensorShape(name, [.. value.GetTensorTypeAndShape().Shape.Select(static length => (int)length)]))];
    }

    /// <summary>Known where the file fixes all but the batch, which has to be that of the input.</summary>
    public static (int Rows, int Columns)? FixedShape(NodeMetadata output, int? batch) =>
        output.Dimensions.Length == 3 && Dimension(output, 0) == batch
            && Dimension(output, 1) is { } rows && Dimension(output, 2) is { } columns
            ? (rows, columns)
            : null;

    private static int? Dimension(NodeMetadata tensor, int index) =>
        tensor.Dimensions[index] > 0 ? tensor.Dimensions[index] : null;
}
