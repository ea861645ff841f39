using System.Diagnostics;

namespace Serverless.Benchmarks.Inference;

/// <summary>Times alternatives in turn, so that whatever else the machine does meets all of them alike.</summary>
internal static class Alternation
{
    private const int WarmUps = 5;

    /// <summary>The median time of each alternative in milliseconds.</summary>
    public static double[] Medians(int rounds, CancellationToken cancellationToken, params Action[] alternatives)
    {
        var samples = alternatives.Select(static _ => new List<double>()).ToArray();
        for (var round = -WarmUps; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (index, alternative) in alternatives.Index())
            {
                var start = Stopwatch.GetTimestamp();
                alternative();
                if (round >= 0)
                {
                    samples[index].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        }

        return [.. samples.Select(Figures.Median)];
    }
}
