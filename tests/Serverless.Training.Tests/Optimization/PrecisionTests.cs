using Serverless.Training.Networks;
using Serverless.Training.Optimization;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Optimization;

[Collection(RunAlone.Name)]
public sealed class PrecisionTests
{
    [Theory]
    [InlineData(Precision.Float32, "yolov8n")]
    [InlineData(Precision.BFloat16, "yolov8n")]
    public void RunEpoch_AnyPrecision_LossFalls(Precision precision, string architecture) => AssertLossFalls(precision, architecture);

    // A CPU has no fast arithmetic in half precision.
    [Theory]
    [InlineData(Precision.BFloat16, "yolo11n")]
    [InlineData(Precision.Float16, "yolov8n")]
    [Trait("Category", "Long")]
    public void RunEpoch_FurtherPrecisions_LossFalls(Precision precision, string architecture) => AssertLossFalls(precision, architecture);

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    [InlineData(Precision.Float16)]
    public void RunEpoch_SmallestSteps_MoveEveryConvolutionAllTheSame(Precision precision)
    {
        using var scope = NewDisposeScope();
        using var sessions = new Sessions(Sessions.Options with { Precision = precision, LearningRate = 1e-5, WeightDecay = 0 });
        var before = sessions.Snapshot();

        sessions.TrainUntil(updates: 2);

        // A step of a hundred-thousandth is below what 16 bits can tell from nothing at a weight of 0.1.
        var still = sessions.Network.Trainable
.Where(entry => entry.Key.EndsWith("conv.weight", StringComparison.Ordinal) && !entry.Key.StartsWith("model.22.cv2", StringComparison.Ordinal))
            .Where(entry => entry.Value.equal(before[entry.Key]).all().item<bool>());
        Assert.Empty(still.Select(entry => entry.Key));
    }

    [Theory]
    [InlineData(Precision.BFloat16, 0.01)]
    [InlineData(Precision.Float16, 0.001)]
    public void Forward_LowPrecision_AgreesWithFloat32WithinItsDigits(Precision precision, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var network = new DetectionNetwork(NetworkDeclaration.Create("yolo11n", classes: 2), CPU);
        network.eval();
        using var noGradient = no_grad();
        var images = rand(2, 3, 64, 64);

        var exact = network.call(images);
        var rounded = network.call(images.to(precision == Precision.BFloat16 ? bfloat16 : float16));

        Assert.Equal(ScalarType.Float32, rounded.Boxes.dtype);
        Assert.InRange(Difference(exact.Boxes, rounded.Boxes), 1e-7, tolerance);
        Assert.InRange(Difference(exact.Classes, rounded.Classes), 1e-7, tolerance);
    }

    [Theory]
    [InlineData("yolov8n")]
    [InlineData("yolo11n")]
    public void Forward_ChannelsLastOrFirst_AreEqual(string architecture)
    {
        using var scope = NewDisposeScope();
        var declaration = NetworkDeclaration.Create(architecture, classes: 2);
        using var last = new DetectionNetwork(declaration, CPU);
        using var first = new DetectionNetwork(declaration, CPU) { ChannelsLast = false };
        first.CopyFrom(last);
        var images = rand(2, 3, 64, 64);

        var (outputLast, outputFirst) = (last.call(images), first.call(images));
        outputLast.Boxes.square().sum().backward();
        outputFirst.Boxes.square().sum().backward();

        Assert.InRange(Difference(outputLast.Boxes, outputFirst.Boxes), 0, 1e-3);
        Assert.InRange(Difference(outputLast.Classes, outputFirst.Classes), 0, 1e-3);

        // The default on a CPU, channels last, is right: it agrees with both layouts below AVX-512.
        Assert.SkipWhen(
            architecture == "yolo11n" && System.Runtime.Intrinsics.X86.Avx512F.IsSupported,
            "libtorch's own gradient with channels first is wrong by some percent on processors with AVX-512.");
        const string name = "model.0.conv.weight";
        Assert.InRange(Difference(last.Trainable[name].grad!, first.Trainable[name].grad!), 0, 1e-2);
    }

    [Fact]
    public void LossScaler_Float16_HalvesOnOverflowAndDoublesAfterManyGoodSteps()
    {
        var scaler = new LossScaler(Precision.Float16);
        Assert.Equal(65536, scaler.Scale);

        scaler.Overflowed();
        Assert.Equal(32768, scaler.Scale);

        for (var i = 0; i < 2000; i++)
        {
            scaler.Succeeded();
        }

        Assert.Equal(65536, scaler.Scale);
    }

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void LossScaler_OtherPrecisions_DoNotScale(Precision precision)
    {
        var scaler = new LossScaler(precision);
        for (var i = 0; i < 5000; i++)
        {
            scaler.Succeeded();
        }

        Assert.Equal(1, scaler.Scale);
        Assert.False(scaler.CanLower);
    }

    private static void AssertLossFalls(Precision precision, string architecture)
    {
        using var scope = NewDisposeScope();
        using var sessions = new Sessions(Sessions.Options with { Precision = precision, Architecture = architecture });

        // From random weights nothing overlaps at first, so there is little to lose; the box losses begin within a few steps.
        sessions.TrainUntil(updates: 4);
        var first = sessions.Train(steps: 4);
        sessions.Train(steps: 16);
        var last = sessions.Train(steps: 4);

        Assert.True(Total(last) < 0.8 * Total(first), FormattableString.Invariant($"{Total(first)} to {Total(last)}"));
        Assert.All(sessions.Network.Trainable.Values, parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
    }

    // Relative, over all numbers together.
    private static float Difference(Tensor expected, Tensor actual) => ((expected - actual).norm() / expected.norm()).item<float>();

    private static double Total(LossMeans losses) => losses.Box + losses.Class + losses.Distribution;
}
