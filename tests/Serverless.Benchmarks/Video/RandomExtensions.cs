namespace Serverless.Benchmarks.Video;

internal static class RandomExtensions
{
    /// <summary>Fills a buffer with numbers from 0 to 1.</summary>
    public static void NextSingles(this Random random, Span<float> numbers)
    {
        foreach (ref var number in numbers)
        {
            number = random.NextSingle();
        }
    }
}
