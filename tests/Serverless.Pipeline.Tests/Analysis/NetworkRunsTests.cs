using Serverless.Pipeline.Analysis;

namespace Serverless.Pipeline.Tests.Analysis;

public sealed class NetworkRunsTests
{
    [Fact]
    public async Task RunAsync_MoreThanAtOnce_RunsThatManyTogetherAndNoMore()
    {
        const int atOnce = 3;
        using var runs = new NetworkRuns(atOnce);
        using var together = new Barrier(atOnce);
        var (running, most) = (0, 0);

        // Each waits for as many as may run at a time: fewer would never pass.
        await Task.WhenAll(Enumerable.Range(0, 4 * atOnce).Select(_ => runs.RunAsync(() =>
        {
            InterlockedMaximum(ref most, Interlocked.Increment(ref running));
            Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(30)));
            return Interlocked.Decrement(ref running);
        })));

        Assert.InRange(most, atOnce, atOnce);
    }

    [Fact]
    public async Task RunAsync_One_RunsInTheOrderOfTheCalls()
    {
        using var runs = new NetworkRuns(atOnce: 1);
        var order = new List<int>();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(number => runs.RunAsync(() =>
        {
            order.Add(number);
            return number;
        })));

        Assert.Equal(Enumerable.Range(0, 100), order);
    }

    [Fact]
    public async Task RunAsync_RunThatThrows_GivesTheExceptionAndGoesOn()
    {
        using var runs = new NetworkRuns(atOnce: 1);

        await Assert.ThrowsAsync<FormatException>(() => runs.RunAsync<int>(() => throw new FormatException()));

        Assert.Equal(7, await runs.RunAsync(() => 7));
    }

    [Fact]
    public async Task Dispose_RunsThatWait_AreMade()
    {
        var runs = new NetworkRuns(atOnce: 1);
        using var go = new ManualResetEventSlim();
        var first = runs.RunAsync(() => go.Wait(TimeSpan.FromSeconds(30)));
        var second = runs.RunAsync(() => 2);

        var disposing = Task.Run(runs.Dispose);
        go.Set();
        await disposing;

        Assert.True(await first);
        Assert.Equal(2, await second);
        Assert.Throws<ObjectDisposedException>(() => { _ = runs.RunAsync(() => 3); });
    }

    private static void InterlockedMaximum(ref int maximum, int value)
    {
        var seen = Volatile.Read(ref maximum);
        while (value > seen)
        {
            seen = Interlocked.CompareExchange(ref maximum, value, seen);
        }
    }
}
