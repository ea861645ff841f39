namespace Serverless.Training.Optimization;

/// <summary>The side of the input for every batch, where it varies.</summary>
internal sealed class InputSizes(TrainingOptions options)
{
    private const int Stride = 32;

    // Away from the seeds of shuffling and augmentation.
    private const int Stream = 0x5157E;

    private readonly int _smallest = Math.Max(1, (int)Math.Ceiling(options.ImageSize * (1 - options.MultiScale) / Stride));
    private readonly int _largest = (int)Math.Floor(options.ImageSize * (1 + options.MultiScale) / Stride);

    /// <summary>Follows from the seed and the step alone.</summary>
    /// <param name="step">The number of the batch from 0, over all epochs.</param>
    /// <returns>Pixels, a multiple of 32.</returns>
    public int At(int step) => options.MultiScale == 0
        ? options.ImageSize
        : Stride * new Random(HashCode(options.Seed, step)).Next(_smallest, _largest + 1);

    private static int HashCode(int seed, int step) => unchecked((((seed * 31) + Stream) * 0x01000193) ^ (step * (int)0x9E3779B1));
}
