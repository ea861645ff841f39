using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Training.Export;

/// <summary>Whether an exported ONNX model does what the trained network does.</summary>
internal static class ExportParity
{
    /// <summary>Runs both on the same images.</summary>
    /// <param name="model">One without suppression.</param>
    /// <returns>The largest difference, as of <see cref="DecodedParity.LargestDifference"/>; of features relative to the largest.</returns>
    /// <exception cref="TrainingException">It is above the tolerance, or the model does not run.</exception>
    public static double Check(DetectionNetwork network, byte[] model, IReadOnlyList<ParityImages> images, OnnxExportOptions options)
    {
        using var run = new OnnxRun(model);
        var difference = images.Max(image => Difference(network, run, image, options.Features));
        DecodedParity.ThrowIfAbove(difference, options);
        return difference;
    }

    private static double Difference(DetectionNetwork network, OnnxRun run, ParityImages images, bool features)
    {
        string[] outputs = features ? [OnnxModel.OutputName, OnnxModel.FeaturesName] : [OnnxModel.OutputName];
        var actual = run.Run(images, outputs);
        var difference = DecodedParity.LargestDifference(
            DecodedParity.Decode(network, images), actual[0], images, network.Declaration.Classes);
        return features ? Math.Max(difference, FeatureDifference(Features(network, images), actual[1])) : difference;
    }

    private static float[] Features(DetectionNetwork network, ParityImages images)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        return network.Features(tensor(images.Pixels, images.Shape)).data<float>().ToArray();
    }

    private static double FeatureDifference(float[] expected, float[] actual)
    {
        if (expected.Length != actual.Length || !actual.All(float.IsFinite))
        {
            return double.PositiveInfinity;
        }

        var largest = expected.Max(value => Math.Abs((double)value));
        var difference = expected.Zip(actual).Max(pair => Math.Abs((double)pair.First - pair.Second));
        return difference > 0 ? difference / largest : 0;
    }
}
