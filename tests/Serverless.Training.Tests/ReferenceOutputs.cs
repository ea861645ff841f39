using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;
using Serverless.Detection;
using Serverless.Training.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Serverless.Training.Tests;

/// <summary>What a network gives for an image, and what others gave for it.</summary>
internal static class ReferenceOutputs
{
    /// <summary>[1, 3, size, size], RGB, 0 to 1, letterboxed.</summary>
    public static float[] Picture(string path, int size)
    {
        using var image = Cv2.ImRead(path);
        using var input = new Mat();
        Letterbox.Fit(new ImageSize(image.Width, image.Height), new ImageSize(size, size)).Render(image, input);
        var pixels = new float[3 * size * size];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (channel, cell) = (i / (size * size), i % (size * size));
            pixels[i] = input.At<Vec3b>(cell / size, cell % size)[2 - channel] / 255f;
        }

        return pixels;
    }

    public static float[] Decode(DetectionNetwork network, float[] image, int size)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var anchors = new AnchorGrid(network.Declaration, size, size, CPU);
        var output = network.call(tensor(image, [1, 3, size, size]));
        return BoxDecoder.Decode(output, anchors).contiguous().data<float>().ToArray();
    }

    /// <summary>The network is of no use afterwards.</summary>
    public static float[] DecodeInDoublePrecision(DetectionNetwork network, float[] image, int size)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var anchors = new AnchorGrid(network.Declaration, size, size, CPU);
        network.to(float64);
        var output = network.call(tensor(image, [1, 3, size, size]).to(float64));
        var rounded = new HeadOutput(output.Boxes.to(float32), output.Classes.to(float32));
        return BoxDecoder.Decode(rounded, anchors).contiguous().data<float>().ToArray();
    }

    public static float[] RunOnnx(string path, float[] image, int size)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(path, options);
        var input = NamedOnnxValue.CreateFromTensor(session.InputNames[0], new DenseTensor<float>(image, [1, 3, size, size]));
        using var results = session.Run([input]);
        return [.. results[0].AsTensor<float>()];
    }

    public static float[] ReadFloats(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();

    /// <summary>The largest difference of any value: of coordinates in pixels, of scores as they are.</summary>
    public static double LargestDifference(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        return expected.Zip(actual).Max(pair => Math.Abs((double)pair.First - pair.Second));
    }

    /// <summary>The same over the anchors that are surer than a confidence; [1, 4 + classes, anchors].</summary>
    public static double LargestDifference(float[] expected, float[] actual, int anchors, float confidence)
    {
        var channels = expected.Length / anchors;
        bool IsSure(int anchor) => Enumerable.Range(4, channels - 4).Any(channel => expected[(channel * anchors) + anchor] > confidence);
        var sure = Enumerable.Range(0, anchors).Where(IsSure).ToHashSet();
        Assert.NotEmpty(sure);
        return expected.Index().Where(value => sure.Contains(value.Index % anchors)).Max(value => Math.Abs((double)value.Item - actual[value.Index]));
    }
}
