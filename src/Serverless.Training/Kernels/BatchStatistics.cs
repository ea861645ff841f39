using static TorchSharp.torch;

namespace Serverless.Training.Kernels;

/// <summary>Mean and variance of a batch by channel, and what follows from them.</summary>
internal sealed class BatchStatistics
{
    private readonly float[] _deviationInverse;
    private readonly double[] _variance;

    private BatchStatistics(Tensor map, long rows, int channels)
    {
        (Map, Rows, Channels) = (map, rows, channels);
        Shares = RowParallel.Shares(rows, channels);
        Mean = new float[channels];
        Scale = new float[channels];
        Shift = new float[channels];
        _deviationInverse = new float[channels];
        _variance = new double[channels];
    }

    /// <summary>
    /// The batch itself, for the backward pass, which disposes of it. Not a saved variable of the gradient graph, because that
    /// would keep it until the end of the whole step.
    /// </summary>
    public Tensor Map { get; }

    /// <summary>Positions of all images.</summary>
    public long Rows { get; }

    public int Channels { get; }

    /// <summary>Parts that the rows are worked on in.</summary>
    public int Shares { get; }

    public float[] Mean { get; }

    /// <summary>What a value is multiplied by to be normalised and scaled.</summary>
    public float[] Scale { get; }

    /// <summary>What is added then.</summary>
    public float[] Shift { get; }

    /// <param name="map">[batch, channels, height, width], channels last in memory.</param>
    public static unsafe BatchStatistics Of(Tensor map, double epsilon)
    {
        var channels = (int)map.shape[1];
        var statistics = new BatchStatistics(map.detach().DetachFromDisposeScope(), map.numel() / channels, channels);
        var values = TensorMemory.Positions(map);

        // Sums of the distances from some value that occurs keep their digits where the mean is large beside the deviation.
        var sums = statistics.Sum((from, to, share) =>
        {
            fixed (double* partial = share)
            {
                NormalizedSiluKernel.Sum(values, values, channels, from, to, partial);
            }
        });
        for (var channel = 0; channel < channels; channel++)
        {
            var distance = sums[channel] / statistics.Rows;
            var variance = Math.Max(0, (sums[channels + channel] / statistics.Rows) - (distance * distance));
            statistics.Mean[channel] = (float)(values[channel] + distance);
            statistics._variance[channel] = variance;
            statistics._deviationInverse[channel] = (float)(1 / Math.Sqrt(variance + epsilon));
        }

        return statistics;
    }

    /// <summary>Moves running statistics; the variance that they take is the unbiased one.</summary>
    public unsafe void Track(Tensor runningMean, Tensor runningVariance, double momentum)
    {
        var mean = TensorMemory.Pointer(runningMean);
        var variance = TensorMemory.Pointer(runningVariance);
        var unbiased = Rows > 1 ? Rows / (Rows - 1.0) : 1;
        for (var channel = 0; channel < Channels; channel++)
        {
            mean[channel] = (float)double.Lerp(mean[channel], Mean[channel], momentum);
            variance[channel] = (float)double.Lerp(variance[channel], _variance[channel] * unbiased, momentum);
        }
    }

    /// <summary>Sets <see cref="Scale"/> and <see cref="Shift"/>.</summary>
    public unsafe void Prepare(Tensor weight, Tensor bias)
    {
        var factors = TensorMemory.Pointer(weight);
        var offsets = TensorMemory.Pointer(bias);
        for (var channel = 0; channel < Channels; channel++)
        {
            Scale[channel] = factors[channel] * _deviationInverse[channel];
            Shift[channel] = offsets[channel] - (Mean[channel] * Scale[channel]);
        }
    }

    /// <summary>Adds up what the shares find, by channel.</summary>
    /// <param name="body">Gets the first row, the row after the last, and [2, channels] of zeros to add to.</param>
    public double[] Sum(Action<long, long, double[]> body)
    {
        var partial = new double[Shares][];
        RowParallel.For(Shares, Rows, (share, from, to) => body(from, to, partial[share] = new double[2 * Channels]));
        var total = partial[0];
        foreach (var part in partial.Skip(1))
        {
            for (var i = 0; i < total.Length; i++)
            {
                total[i] += part[i];
            }
        }

        return total;
    }

    /// <summary>
    /// The gradient of x is scale · (g − mean(g) − x̂ · mean(g · x̂)), g being that of the normalised map and x̂ the normalised map without
    /// weight and bias: given here as scale · g + slope · x + constant.
    /// </summary>
    /// <param name="sums">[2, channels] sums of g and of g · (x − mean).</param>
    public (float[] Slope, float[] Constant, float[] Weight, float[] Bias) Backward(double[] sums)
    {
        var (slope, constant) = (new float[Channels], new float[Channels]);
        var (weight, bias) = (new float[Channels], new float[Channels]);
        for (var channel = 0; channel < Channels; channel++)
        {
            var inverse = (double)_deviationInverse[channel];
            var product = sums[Channels + channel] * inverse;
            var steepness = -Scale[channel] * inverse * product / Rows;
            slope[channel] = (float)steepness;
            constant[channel] = (float)((-steepness * Mean[channel]) - (Scale[channel] * sums[channel] / Rows));
            weight[channel] = (float)product;
            bias[channel] = (float)sums[channel];
        }

        return (slope, constant, weight, bias);
    }
}
