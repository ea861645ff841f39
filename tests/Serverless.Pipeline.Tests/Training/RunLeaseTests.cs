using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Time.Testing;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;
using Serverless.Pipeline.Training;

namespace Serverless.Pipeline.Tests.Training;

public sealed class RunLeaseTests(StorageFixture fixture)
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task TryAcquire_SecondCopyOfAnAttempt_GetsNothingAtOnce()
    {
        var storage = await fixture.CreateAsync();
        await using var first = await AcquireAsync(storage, attempt: 2);

        Assert.NotNull(first);
        Assert.Null(await AcquireAsync(storage, attempt: 2));
        Assert.Null(await AcquireAsync(storage, attempt: 1));
        Assert.Null(await AcquireAsync(storage, attempt: 0));
    }

    [Fact]
    public async Task Dispose_Lease_LetsTheNextIn()
    {
        var storage = await fixture.CreateAsync();
        await (await AcquireAsync(storage, attempt: 1))!.DisposeAsync();

        await using var next = await AcquireAsync(storage, attempt: 1);

        Assert.NotNull(next);
    }

    [Fact]
    public async Task TryAcquire_TwoAtOnce_OneGetsIt()
    {
        var storage = await fixture.CreateAsync();

        // Who sees the lease taken before it is said by which attempt looks again later.
        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AcquireAsync(storage, attempt: 1, new SkippingTimeProvider(Task.CompletedTask))));

        await Assert.Single(leases, lease => lease is not null)!.DisposeAsync();
    }

    [Fact]
    public async Task TryAcquire_LaterAttemptWhileTheFirstLives_GivesUpInTheEnd()
    {
        var storage = await fixture.CreateAsync();
        await using var first = await AcquireAsync(storage, attempt: 1);

        var second = await AcquireAsync(storage, attempt: 2, new SkippingTimeProvider(Task.CompletedTask));

        Assert.Null(second);
        Assert.False(first!.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task TryAcquire_LaterAttemptOfADeadJob_GetsTheLeaseOnceItIsFree()
    {
        var storage = await fixture.CreateAsync();
        await using var dead = await AcquireAsync(storage, attempt: 1);
        var free = new TaskCompletionSource();
        var second = AcquireAsync(storage, attempt: 2, new SkippingTimeProvider(free.Task));

        // What time does to a lease that is not renewed.
        await LockOf(storage).GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
        free.SetResult();

        await using var lease = await second;
        Assert.NotNull(lease);
    }

    [Fact]
    public async Task Renew_TakenOverByAnother_TellsThatItIsLost()
    {
        var storage = await fixture.CreateAsync();
        await using var lease = await AcquireAsync(storage, attempt: 1);
        var lost = new TaskCompletionSource();
        lease!.Lost.Register(lost.SetResult);
        await LockOf(storage).GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
        await LockOf(storage).GetBlobLeaseClient(Guid.NewGuid().ToString()).AcquireAsync(TimeSpan.FromSeconds(60));

        while (!lost.Task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        await lost.Task;
    }

    private Task<RunLease?> AcquireAsync(PipelineStorage storage, int attempt, TimeProvider? time = null) =>
        RunLease.TryAcquireAsync(storage.Runs, "run-1", attempt, time ?? _time, TestContext.Current.CancellationToken);

    private static Azure.Storage.Blobs.BlobClient LockOf(PipelineStorage storage) => storage.Runs.GetBlobClient("run-1/job.lock");
}
