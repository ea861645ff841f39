using System.Numerics;

namespace Serverless.RoadScenes.Noise;

/// <summary>Draws from a seeded generator, and seeds for independent ones.</summary>
internal static class Randomness
{
    /// <summary>A generator for one purpose; streams of one seed are independent.</summary>
    public static Random Fork(int seed, int stream)
    {
        // Steele et al., "Fast splittable pseudorandom number generators" (2014): the SplitMix64 finaliser.
        var z = ((ulong)(uint)seed << 32) + (uint)stream + 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return new Random((int)((z ^ (z >> 31)) & int.MaxValue));
    }

    public static float Range(this Random random, float low, float high) => low + ((high - low) * random.NextSingle());

    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;

    public static T Pick<T>(this Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    public static float Normal(this Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    /// <summary>A colour near another: each channel, and the whole, off by about the given amounts.</summary>
    public static Vector3 Near(this Random random, Vector3 color, float tone, float tint) =>
        color + new Vector3(random.Normal() * tone) + (new Vector3(random.Normal(), random.Normal(), random.Normal()) * tint);
}
