namespace Serverless.Training.Loading;

/// <summary>The distributions that augmentation draws from.</summary>
internal static class RandomDraws
{
    /// <summary>Evenly from −range to range.</summary>
    public static double Around(this Random random, double range) => ((2 * random.NextDouble()) - 1) * range;

    /// <summary>Evenly from −range to range.</summary>
    /// <returns>Radians.</returns>
    public static double AroundDegrees(this Random random, double range) => random.Around(range) * Math.PI / 180;

    public static bool Happens(this Random random, double probability) => random.NextDouble() < probability;

    /// <summary>
    /// Beta(n, n), 0 to 1 with its mean at ½: the middle of 2n − 1 even numbers is distributed so (order statistics).
    /// </summary>
    public static double SymmetricBeta(this Random random, int n)
    {
        Span<double> values = stackalloc double[(2 * n) - 1];
        foreach (ref var value in values)
        {
            value = random.NextDouble();
        }

        values.Sort();
        return values[n - 1];
    }

    /// <summary>
    /// A generator for each combination of values; neighbouring ones are unrelated (each value goes through MurmurHash3's finalizer).
    /// </summary>
    public static Random Of(int seed, int epoch, int place)
    {
        var hash = 0u;
        foreach (var value in (ReadOnlySpan<int>)[seed, epoch, place])
        {
            hash = (hash * 31) + (uint)value + 0x9e3779b9;
            hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
            hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
            hash ^= hash >> 16;
        }

        return new Random((int)hash);
    }
}
