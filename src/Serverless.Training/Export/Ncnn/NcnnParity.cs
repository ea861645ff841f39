using Serverless.Training.Networks;

namespace Serverless.Training.Export.Ncnn;

/// <summary>Whether the bytes of an NCNN model compute what the trained network does.</summary>
internal static class NcnnParity
{
    /// <returns>The largest difference, as of <see cref="DecodedParity.LargestDifference"/>.</returns>
    /// <exception cref="TrainingException">It is above the tolerance, or the model cannot be computed.</exception>
    public static double Check(DetectionNetwork network, NcnnModel model, IReadOnlyList<ParityImages> images, NcnnExportOptions options)
    {
        using var interpreter = new NcnnInterpreter(model.Parameters, model.Weights);
        var difference = images.Max(image => DecodedParity.LargestDifference(
            DecodedParity.Decode(network, image), interpreter.Run(image), image, network.Declaration.Classes));
        DecodedParity.ThrowIfAbove(difference, options);
        return difference;
    }
}
