using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Training.Export;

/// <summary>Whether an exported model does what the trained network does.</summary>
internal static class ExportParity
{
    private const double Tolerance = 1e-4;
    private const int Batch = 2;

    /// <summary>Runs both on the same random images.</summary>
    /// <returns>
    /// The largest difference: of box coordinates relative to the input's side, of class scores absolute. A box's size is a
    /// difference of two distances, so that the rounding of a tiny box says nothing relative to that box itself.
    /// </returns>
    /// <exception cref="TrainingException">It is above the tolerance, or the model does not run.</exception>
    public static double Check(DetectionNetwork network, byte[] model, int imageSize)
    {
        var images = RandomImages(imageSize);
        var (expected, anchors) = RunNetwork(network, images, imageSize);
        var difference = LargestDifference(expected, RunModel(model, images, imageSize), anchors, imageSize);
        return difference <= Tolerance
            ? difference
            : throw new TrainingException(FormattableString.Invariant(
                $"The exported model differs from the trained network by {difference:E1}, more than {Tolerance:E0}; it was not written."));
    }

    /// <summary>Compares two outputs of shape [<see cref="Batch"/>, 4 + classes, anchors].</summary>
    private static double LargestDifference(float[] expected, float[] actual, int anchors, int imageSize)
    {
        if (expected.Length != actual.Length)
        {
            return double.PositiveInfinity;
        }

        var channels = expected.Length / (Batch * anchors);
        var largest = 0.0;
        for (var i = 0; i < expected.Length; i++)
        {
            var isBox = i / anchors % channels < 4;
            var difference = Math.Abs((double)expected[i] - actual[i]) / (isBox ? imageSize : 1);
            // Math.Max keeps NaN, but a comparison with it is false: it must count as far off.
            largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }

        return largest;
    }

    private static float[] RandomImages(int imageSize)
    {
        var random = new Random(1);
        var images = new float[Batch * 3 * imageSize * imageSize];
        for (var i = 0; i < images.Length; i++)
        {
            images[i] = random.NextSingle();
        }

        return images;
    }

    private static (float[] Output, int Anchors) RunNetwork(DetectionNetwork network, float[] images, int imageSize)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var anchors = new AnchorGrid(network.Declaration, imageSize, imageSize, CPU);
        var output = network.call(tensor(images, [Batch, 3, imageSize, imageSize]));
        var decoded = BoxDecoder.Decode(output, anchors).contiguous();
        return (decoded.data<float>().ToArray(), (int)decoded.shape[2]);
    }

    private static float[] RunModel(byte[] model, float[] images, int imageSize)
    {
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = Math.Max(1, get_num_threads()) };
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            using var session = new InferenceSession(model, options);
            var input = NamedOnnxValue.CreateFromTensor(
                OnnxModel.InputName, new DenseTensor<float>(images, [Batch, 3, imageSize, imageSize]));
            using var results = session.Run([input]);
            return results[0].AsTensor<float>().ToArray();
        }
        catch (OnnxRuntimeException exception)
        {
            throw new TrainingException($"The exported model does not run: {exception.Message}", exception);
        }
    }
}
