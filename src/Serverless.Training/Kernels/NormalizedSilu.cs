using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Serverless.Training.Kernels;

/// <summary>
/// silu(batch normalisation(x)) in training mode (Ioffe and Szegedy, 2015; Elfwing et al., 2018) on the CPU, as one operation of
/// the gradient graph.
/// </summary>
internal sealed class NormalizedSilu : autograd.SingleTensorFunction<NormalizedSilu>
{
    private const string StatisticsKey = "statistics";

    private static Tensor? _handedOver;

    public override string Name => nameof(NormalizedSilu);

    /// <summary>Whether the operation can be done here: a float32 map with its channels last, on a CPU with wide vectors.</summary>
    public static bool Supports(Tensor map) =>
        Vector512.IsHardwareAccelerated
        && map.device_type == TorchSharp.DeviceType.CPU
        && map.dtype == ScalarType.Float32
        && map.shape[1] % NormalizedSiluKernel.Lanes == 0
        && map.numel() > 0
        && TensorMemory.HasChannelsLast(map);

    /// <param name="map">[batch, channels, height, width].</param>
    /// <param name="weight">[channels] scale after normalisation.</param>
    /// <param name="bias">[channels] shift after normalisation.</param>
    /// <param name="runningMean">[channels] moved towards the mean of this batch.</param>
    /// <param name="runningVariance">[channels] moved towards the unbiased variance of this batch.</param>
    /// <param name="momentum">How far the running statistics are moved, 0 to 1.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static Tensor Apply(
        Tensor map, Tensor weight, Tensor bias, Tensor runningMean, Tensor runningVariance, double momentum, double epsilon)
    {
        var statistics = BatchStatistics.Of(map, epsilon);
        statistics.Track(runningMean, runningVariance, momentum);
        return apply(map, weight, bias, statistics);
    }

    public override unsafe Tensor forward(autograd.AutogradContext context, params object[] variables)
    {
        var (map, weight, bias) = ((Tensor)variables[0], (Tensor)variables[1], (Tensor)variables[2]);
        var statistics = (BatchStatistics)variables[3];
        statistics.Prepare(weight, bias);
        context.save_data(StatisticsKey, statistics);

        var result = empty_like(map);
        var input = TensorMemory.Positions(map);
        var output = TensorMemory.Positions(result);
        RowParallel.For(statistics.Shares, statistics.Rows, (_, from, to) =>
        {
            fixed (float* scale = statistics.Scale, shift = statistics.Shift)
            {
                NormalizedSiluKernel.Forward(input, scale, shift, statistics.Channels, from, to, output);
            }
        });
        return result;
    }

    public override unsafe List<Tensor> backward(autograd.AutogradContext context, Tensor gradient)
    {
        // What was handed over to the graph by the last call is the graph's by now.
        Interlocked.Exchange(ref _handedOver, null)?.Dispose();
        var statistics = (BatchStatistics)context.get_data(StatisticsKey);
        using var map = statistics.Map;
        using var upper = ChannelsLast(gradient, out var first, out var stride);
        gradient.Dispose();

        var result = empty_like(map);
        var input = TensorMemory.Positions(map);
        var output = TensorMemory.Positions(result);
        var channels = statistics.Channels;
        var sums = statistics.Sum((from, to, share) =>
        {
            fixed (float* scale = statistics.Scale, shift = statistics.Shift, mean = statistics.Mean)
            fixed (double* partial = share)
            {
                NormalizedSiluKernel.BackwardActivation(input, first, stride, scale, shift, mean, channels, from, to, output, partial);
            }
        });
        var (slope, constant, weightGradient, biasGradient) = statistics.Backward(sums);
        RowParallel.For(statistics.Shares, statistics.Rows, (_, from, to) =>
        {
            fixed (float* scale = statistics.Scale, slopes = slope, constants = constant)
            {
                NormalizedSiluKernel.BackwardNormalization(input, scale, slopes, constants, channels, from, to, output);
            }
        });
        _handedOver = result;
        return [result, tensor(weightGradient), tensor(biasGradient), null!];
    }

    private static unsafe Tensor ChannelsLast(Tensor map, out float* first, out long stride)
    {
        if (TensorMemory.TryPositions(map, out first, out stride))
        {
            return map.alias();
        }

        using var rows = map.permute(0, 2, 3, 1);
        using var contiguous = rows.contiguous();
        var copy = contiguous.permute(0, 3, 1, 2);
        TensorMemory.TryPositions(copy, out first, out stride);
        return copy;
    }
}
