using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Serverless.Training.Kernels;

/// <summary>
/// The step of <see cref="Optimization.AdamW"/> in one pass over memory, for tensors on the CPU; the library needs nine operations,
/// most of which last shorter than their calls.
/// </summary>
internal static class AdamWKernel
{
    private const int Lanes = 16;

    /// <summary>Whether all of them are contiguous float32 tensors on the CPU.</summary>
    public static bool Supports(params ReadOnlySpan<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            if (tensor.device_type != TorchSharp.DeviceType.CPU || tensor.dtype != ScalarType.Float32 || !tensor.is_contiguous())
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="parameter">Moved.</param>
    /// <param name="gradient">Of the parameter.</param>
    /// <param name="mean">Running mean of the gradient, updated.</param>
    /// <param name="square">Running mean of the gradient's square, updated.</param>
    public static unsafe void Update(Tensor parameter, Tensor gradient, Tensor mean, Tensor square, in AdamWStep step)
    {
        var weights = TensorMemory.Pointer(parameter);
        var slopes = TensorMemory.Pointer(gradient);
        var means = TensorMemory.Pointer(mean);
        var squares = TensorMemory.Pointer(square);
        var count = parameter.numel();
        long i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            var slope = Vector512.Load(slopes + i);
            var average = Vector512.Lerp(slope, Vector512.Load(means + i), Vector512.Create(step.Beta1));
            var spread = Vector512.Lerp(slope * slope, Vector512.Load(squares + i), Vector512.Create(step.Beta2));
            average.Store(means + i);
            spread.Store(squares + i);
            var denominator = Vector512.FusedMultiplyAdd(
                Vector512.Sqrt(spread), Vector512.Create(step.DeviationFactor), Vector512.Create(step.Epsilon));
            ((Vector512.Load(weights + i) * step.Kept) - (average * step.Rate / denominator)).Store(weights + i);
        }

        for (; i < count; i++)
        {
            means[i] = float.Lerp(slopes[i], means[i], step.Beta1);
            squares[i] = float.Lerp(slopes[i] * slopes[i], squares[i], step.Beta2);
            weights[i] = (weights[i] * step.Kept) - (means[i] * step.Rate / ((MathF.Sqrt(squares[i]) * step.DeviationFactor) + step.Epsilon));
        }
    }
}
