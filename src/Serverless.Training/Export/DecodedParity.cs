using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Training.Export;

/// <summary>How far the numbers of an exported model are from those of the trained network.</summary>
internal static class DecodedParity
{
    /// <summary>What both runtimes may differ by in float32.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>What the rounding of weights to 16 bits may come to.</summary>
    public const double HalfTolerance = 0.05;

    /// <returns>[batch, 4 + classes, anchors].</returns>
    public static float[] Decode(DetectionNetwork network, ParityImages images)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var anchors = new AnchorGrid(network.Declaration, images.Height, images.Width, CPU);
        var output = network.call(tensor(images.Pixels, images.Shape));
        return BoxDecoder.Decode(output, anchors).contiguous().data<float>().ToArray();
    }

    /// <summary>
    /// The largest difference of two outputs of <see cref="Decode"/>: of box coordinates relative to the input's longer side, of class scores
    /// absolute. A box's size is a difference of two distances, so that the rounding of a tiny box says nothing relative to that box itself.
    /// </summary>
    /// <returns>Infinity where an output is no number or of another shape.</returns>
    public static double LargestDifference(float[] expected, float[] actual, ParityImages images, int classes)
    {
        if (expected.Length != actual.Length)
        {
            return double.PositiveInfinity;
        }

        var channels = 4 + classes;
        var anchors = expected.Length / (images.Batch * channels);
        var side = Math.Max(images.Height, images.Width);
        var largest = 0.0;
        for (var i = 0; i < expected.Length; i++)
        {
            var isBox = i / anchors % channels < 4;
            var difference = Math.Abs((double)expected[i] - actual[i]) / (isBox ? side : 1);
            // Math.Max keeps NaN, but a comparison with it is false: it must count as far off.
            largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }

        return largest;
    }

    /// <exception cref="TrainingException">The difference is too large.</exception>
    public static void ThrowIfAbove(double difference, ExportOptions options)
    {
        var tolerance = options.HalfPrecision ? HalfTolerance : Tolerance;
        if (!(difference <= tolerance))
        {
            throw new TrainingException(FormattableString.Invariant(
                $"The exported model differs from the trained network by {difference:E1}, more than {tolerance:E0}; it was not written."));
        }
    }
}
