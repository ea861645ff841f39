using System.Runtime.Intrinsics;

namespace Serverless.Training.Kernels;

/// <summary>
/// Batch normalisation and SiLU in one pass over memory, forward and backward, for maps whose channels are last. The library does it
/// in four operations and keeps the map between the two for the backward pass, which costs time and a third of the memory.
/// </summary>
/// <remarks>All maps are [rows, channels], a row being a position of an image; channels are a multiple of <see cref="Lanes"/>.</remarks>
internal static unsafe class NormalizedSiluKernel
{
    /// <summary>Channels that are computed together.</summary>
    public const int Lanes = 16;

    // So many rows stay in the processor's nearest cache while all channels pass over them.
    private const int TileRows = 64;

    /// <summary>Sums over rows, by channel.</summary>
    /// <param name="sums">[2, channels]: takes the sum of x − shift, then that of its square.</param>
    public static void Sum(float* map, float* shift, int channels, long from, long to, double* sums)
    {
        for (var tile = from; tile < to; tile += TileRows)
        {
            var end = Math.Min(tile + TileRows, to);
            for (var channel = 0; channel < channels; channel += Lanes)
            {
                var offset = Vector512.Load(shift + channel);
                var (sum, squares) = (Vector512<float>.Zero, Vector512<float>.Zero);
                for (var row = tile; row < end; row++)
                {
                    var value = Vector512.Load(map + (row * channels) + channel) - offset;
                    sum += value;
                    squares = Vector512.FusedMultiplyAdd(value, value, squares);
                }

                Add(sum, sums + channel);
                Add(squares, sums + channels + channel);
            }
        }
    }

    /// <summary>result = silu(x · scale + bias).</summary>
    public static void Forward(float* map, float* scale, float* bias, int channels, long from, long to, float* result)
    {
        for (var row = from; row < to; row++)
        {
            for (var channel = 0; channel < channels; channel += Lanes)
            {
                var at = (row * channels) + channel;
                var value = Vector512.FusedMultiplyAdd(Vector512.Load(map + at), Vector512.Load(scale + channel), Vector512.Load(bias + channel));
                (value * Sigmoid.Of(value)).Store(result + at);
            }
        }
    }

    /// <summary>The gradient of the normalised map, and its sums for the second half.</summary>
    /// <param name="gradient">Of the result; rows are <paramref name="stride"/> apart.</param>
    /// <param name="scale">As in <see cref="Forward"/>.</param>
    /// <param name="mean">Of x, by channel.</param>
    /// <param name="result">Takes the gradient before the activation.</param>
    /// <param name="sums">[2, channels]: takes the sum of that gradient, then that of its product with x − mean.</param>
    public static void BackwardActivation(
        float* map, float* gradient, long stride, float* scale, float* bias, float* mean, int channels, long from, long to, float* result, double* sums)
    {
        for (var tile = from; tile < to; tile += TileRows)
        {
            var end = Math.Min(tile + TileRows, to);
            for (var channel = 0; channel < channels; channel += Lanes)
            {
                var (factor, offset, center) = (Vector512.Load(scale + channel), Vector512.Load(bias + channel), Vector512.Load(mean + channel));
                var (sum, products) = (Vector512<float>.Zero, Vector512<float>.Zero);
                for (var row = tile; row < end; row++)
                {
                    var at = (row * channels) + channel;
                    var input = Vector512.Load(map + at);
                    var value = Vector512.FusedMultiplyAdd(input, factor, offset);
                    var sigmoid = Sigmoid.Of(value);
                    // silu'(v) = s · (1 + v · (1 − s))
                    var slope = sigmoid * Vector512.FusedMultiplyAdd(value, Vector512<float>.One - sigmoid, Vector512<float>.One);
                    var inner = Vector512.Load(gradient + (row * stride) + channel) * slope;
                    inner.Store(result + at);
                    sum += inner;
                    products = Vector512.FusedMultiplyAdd(inner, input - center, products);
                }

                Add(sum, sums + channel);
                Add(products, sums + channels + channel);
            }
        }
    }

    /// <summary>In place: gradient = gradient · scale + x · slope + constant, by channel.</summary>
    public static void BackwardNormalization(
        float* map, float* scale, float* slope, float* constant, int channels, long from, long to, float* gradient)
    {
        for (var row = from; row < to; row++)
        {
            for (var channel = 0; channel < channels; channel += Lanes)
            {
                var at = (row * channels) + channel;
                var value = Vector512.FusedMultiplyAdd(Vector512.Load(map + at), Vector512.Load(slope + channel), Vector512.Load(constant + channel));
                Vector512.FusedMultiplyAdd(Vector512.Load(gradient + at), Vector512.Load(scale + channel), value).Store(gradient + at);
            }
        }
    }

    private static void Add(Vector512<float> values, double* sums)
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            sums[lane] += values[lane];
        }
    }
}
