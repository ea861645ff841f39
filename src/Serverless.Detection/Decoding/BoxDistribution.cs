using System.Numerics.Tensors;

namespace Serverless.Detection.Decoding;

/// <summary>Reads boxes from <see cref="OutputFormat.Distributions"/>.</summary>
internal static class BoxDistribution
{
    private const int Sides = 4;
    private const int Bins = 16;

    /// <summary>Logits that make the box.</summary>
    public const int Values = Sides * Bins;

    private static ReadOnlySpan<float> Distances => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    /// <summary>The box of a candidate in pixels of the network's input: each edge at its expected distance from the cell's centre.</summary>
    public static Box At(ReadOnlySpan<float> output, OutputLayout layout, int candidate)
    {
        var cell = GridCell.Of(candidate, layout.Input);
        Span<float> distances = stackalloc float[Sides];
        for (var side = 0; side < Sides; side++)
        {
            distances[side] = Expected(output[((side * Bins * layout.Columns) + candidate)..], layout.Columns);
        }

        return new Box(
            (cell.X - distances[0]) * cell.Stride,
            (cell.Y - distances[1]) * cell.Stride,
            (cell.X + distances[2]) * cell.Stride,
            (cell.Y + distances[3]) * cell.Stride);
    }

    /// <param name="logits">From the first on.</param>
    /// <param name="step">From one to the next.</param>
    private static float Expected(ReadOnlySpan<float> logits, int step)
    {
        Span<float> weights = stackalloc float[Bins];
        for (var bin = 0; bin < Bins; bin++)
        {
            weights[bin] = logits[bin * step];
        }

        // Exponentials of large logits would overflow.
        TensorPrimitives.Subtract(weights, TensorPrimitives.Max(weights), weights);
        TensorPrimitives.Exp(weights, weights);
        return TensorPrimitives.Dot(weights, Distances) / TensorPrimitives.Sum(weights);
    }
}
