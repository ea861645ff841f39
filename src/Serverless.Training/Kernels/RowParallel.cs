using static TorchSharp.torch;

namespace Serverless.Training.Kernels;

/// <summary>Shares rows among the threads that tensors are computed with.</summary>
internal static class RowParallel
{
    // Less than this is done before another thread has woken.
    private const long SmallestShare = 1 << 15;

    /// <summary>How many shares are worth it for an amount of work.</summary>
    public static int Shares(long rows, int width) =>
        (int)Math.Max(1, Math.Min(Math.Min(get_num_threads(), rows), rows * width / SmallestShare));

    /// <summary>Calls back for every share with its number and its rows, from the first up to but not with the last.</summary>
    public static void For(int shares, long rows, Action<int, long, long> body)
    {
        if (shares == 1)
        {
            body(0, 0, rows);
            return;
        }

        Parallel.For(0, shares, new ParallelOptions { MaxDegreeOfParallelism = shares }, share =>
            body(share, rows * share / shares, rows * (share + 1) / shares));
    }
}
