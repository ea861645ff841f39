using System.Runtime.CompilerServices;
using Serverless.Training.Loading;

namespace Serverless.Training.Tests.Loading;

public sealed class OrderedPipelineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void GetEnumerator_Items_ComeInOrder(int workers)
    {
        using var pipeline = new OrderedPipeline<int>(100, workers, static i => i * i, default);

        Assert.Equal(Enumerable.Range(0, 100).Select(static i => i * i), pipeline);
    }

    [Fact]
    public void Create_SlowConsumer_IsNeverFarAhead()
    {
        const int workers = 3;
        var created = 0;
        using var pipeline = new OrderedPipeline<int>(200, workers, i => Interlocked.Increment(ref created), default);
        var taken = 0;

        foreach (var _ in pipeline)
        {
            taken++;
            Assert.InRange(Volatile.Read(ref created), taken, taken + (2 * workers));
        }
    }

    [Fact]
    public void GetEnumerator_TakenItems_AreNotHeld()
    {
        using var pipeline = new OrderedPipeline<byte[]>(50, 2, static _ => new byte[1000], default);
        using var items = pipeline.GetEnumerator();
        var taken = Take(items, 40);
        items.MoveNext();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.InRange(taken.Count(static item => item.IsAlive), 0, 2);
    }

    [Fact]
    public void GetEnumerator_ItemFails_ThrowsThereWhatWentWrong()
    {
        using var pipeline = new OrderedPipeline<int>(
            10, 3, static i => i == 5 ? throw new TrainingException("the sixth") : i, default);
        using var items = pipeline.GetEnumerator();
        for (var i = 0; i < 5; i++)
        {
            Assert.True(items.MoveNext());
        }

        Assert.Equal("the sixth", Assert.Throws<TrainingException>(() => items.MoveNext()).Message);
    }

    [Fact]
    public void GetEnumerator_CancelledWhileItemsAreReady_ThrowsAtTheNextOne()
    {
        using var source = new CancellationTokenSource();
        var created = 0;
        using var pipeline = new OrderedPipeline<int>(10, 2, i => Interlocked.Increment(ref created), source.Token);
        using var items = pipeline.GetEnumerator();
        items.MoveNext();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref created) >= 4, TimeSpan.FromSeconds(30)));

        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => items.MoveNext());
    }

    [Fact]
    public void Dispose_HalfWay_EndsTheWorkers()
    {
        var created = 0;
        var pipeline = new OrderedPipeline<int>(1000, 2, i => Interlocked.Increment(ref created), default);
        using (var items = pipeline.GetEnumerator())
        {
            items.MoveNext();
        }

        pipeline.Dispose();

        Assert.InRange(created, 1, 5);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] Take(IEnumerator<byte[]> items, int count)
    {
        var taken = new WeakReference[count];
        for (var i = 0; i < count; i++)
        {
            items.MoveNext();
            taken[i] = new WeakReference(items.Current);
        }

        return taken;
    }
}
