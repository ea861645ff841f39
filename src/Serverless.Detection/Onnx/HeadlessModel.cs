using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Detection.Decoding;

namespace Serverless.Detection.Onnx;

/// <summary>Opens a model without the end of its head, where a run shows that this comes to the same.</summary>
internal static class HeadlessModel
{
    // Of larger networks the end of the head is too small a part to copy the weights for.
    private const long LargestFile = 64 << 20;

    private const float PixelTolerance = 0.02f;
    private const float ScoreTolerance = 1e-4f;

    /// <param name="path">The file.</param>
    /// <param name="whole">The file as it is.</param>
    /// <param name="contract">How it is run.</param>
    /// <param name="options">How it was opened.</param>
    /// <returns>Another session, which gives <see cref="OutputFormat.Distributions"/>; null where the model has to be run as it is.</returns>
    public static (InferenceSession Session, ModelContract Contract)? TryOpen(
        string path, InferenceSession whole, ModelContract contract, OnnxDetectorOptions options)
    {
        // A GPU makes all boxes sooner than it hands over their logits.
        if (options.Provider != ExecutionProvider.Cpu
            || contract is not { InputType: TensorElementType.Float, OutputType: TensorElementType.Float, OutputFormat: OutputFormat.ChannelsFirst }
            || new FileInfo(path).Length > LargestFile
            || HeadCut.Apply(File.ReadAllBytes(path), contract.OutputNames[0]) is not { } model)
        {
            return null;
        }

        InferenceSession? session = null;
        try
        {
            session = SessionFactory.Open(model, options);
            var headless = Headless(contract, session);
            if (Agree(whole, contract, session, headless))
            {
                return (session, headless);
            }
        }
        catch (OnnxRuntimeException)
        {
            // What looked like such a head is none.
        }

        session?.Dispose();
        return null;
    }

    private static ModelContract Headless(ModelContract contract, InferenceSession session)
    {
        var (name, output) = session.OutputMetadata.Single();
        return contract with
        {
            OutputNames = [name],
            OutputShape = ModelInspector.FixedShape(output, contract.Model.FixedBatch),
            OutputFormat = OutputFormat.Distributions,
        };
    }

    private static bool Agree(InferenceSession whole, ModelContract contract, InferenceSession headless, ModelContract headlessContract)
    {
        var size = contract.Model.Input;
        long[] shape = [contract.Model.FixedBatch ?? 1, 3, size.Height, size.Width];
        var pixels = new float[shape[0] * 3 * size.Height * size.Width];
        var random = new Random(0);
        foreach (ref var pixel in pixels.AsSpan())
        {
            pixel = random.NextSingle();
        }

        using var input = OrtValue.CreateTensorValueFromMemory(pixels, shape);
        using var run = new RunOptions();
        using var expected = whole.Run(run, contract.InputNames, [input], contract.OutputNames);
        using var actual = headless.Run(run, contract.InputNames, [input], headlessContract.OutputNames);
        return Agree(expected[0], actual[0], size);
    }

    private static bool Agree(OrtValue table, OrtValue logits, ImageSize input)
    {
        var (tableShape, logitsShape) = (table.GetTensorTypeAndShape().Shape, logits.GetTensorTypeAndShape().Shape);
        var expected = new OutputLayout(OutputFormat.ChannelsFirst, (int)tableShape[1], (int)tableShape[2]);
        var actual = OutputLayout.Distributions(expected.Classes, input);
        return logitsShape.AsSpan(1).SequenceEqual([actual.Rows, actual.Columns]) && actual.Columns == expected.Columns
            && Agree(table.GetTensorDataAsSpan<float>()[..expected.Length], expected, logits.GetTensorDataAsSpan<float>()[..actual.Length], actual);
    }

    private static bool Agree(ReadOnlySpan<float> table, OutputLayout expected, ReadOnlySpan<float> logits, OutputLayout actual)
    {
        var decoder = new OutputDecoder();
        var all = new DetectionThresholds { Confidence = 0 };
        var candidates = decoder.Candidates(table, expected, all).ToArray();
        var others = decoder.Candidates(logits, actual, all);
        var agreeing = 0;
        for (var i = 0; i < Math.Min(candidates.Length, others.Length) && IsNear(candidates[i], others[i]); i++)
        {
            agreeing++;
        }

        return agreeing == expected.Columns;
    }

    // Which class is the best one is left to chance where scores are all but 0.
    private static bool IsNear(DetectedObject one, DetectedObject other) =>
        Math.Abs(one.Confidence - other.Confidence) <= ScoreTolerance
        && Math.Abs(one.Box.Left - other.Box.Left) <= PixelTolerance
        && Math.Abs(one.Box.Top - other.Box.Top) <= PixelTolerance
        && Math.Abs(one.Box.Right - other.Box.Right) <= PixelTolerance
        && Math.Abs(one.Box.Bottom - other.Box.Bottom) <= PixelTolerance;
}
