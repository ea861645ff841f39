namespace Serverless.LocalHost.Tests.Durable;

/// <summary>Tries a run with every single write to storage, or every n-th, as the one that goes wrong.</summary>
/// <param name="create">Makes a hub of its own for every try.</param>
/// <param name="run">Starts what has not been started, and waits for its end.</param>
internal sealed class WriteFaults(Func<Hub> create, Func<Hub, Task> run)
{
    private static readonly ParallelOptions FewAtATime = new() { MaxDegreeOfParallelism = 6 };

    /// <summary>Cuts the engine off after a write, kills it, starts another one and runs again.</summary>
    /// <param name="check">Looks at the hub in the end.</param>
    public async Task KillAfterAnyAsync(int stride, Func<Hub, Task> check)
    {
        var writes = await CountAsync();
        await Parallel.ForEachAsync(Every(stride, writes + 1), FewAtATime, async (count, _) =>
        {
            await using var hub = create();
            var lifeline = Lifeline.CutAfter(Hub.CreationWrites + count);
            await hub.StartAsync(lifeline);
            var interrupted = run(hub);
            await Task.WhenAny(interrupted, lifeline.FirstLoss);
            await hub.KillAsync();
            await Task.WhenAny(interrupted);
            await hub.StartAsync();

            await check(hub);
        });
    }

    /// <summary>Has one write fail, before or after it has arrived.</summary>
    /// <param name="check">Runs, and looks at the hub.</param>
    public async Task FailAnyAsync(bool arrives, int stride, Func<Hub, Task> check)
    {
        var writes = await CountAsync();
        await Parallel.ForEachAsync(Every(stride, writes), FewAtATime, async (number, _) =>
        {
            await using var hub = create();
            var fate = arrives ? Fate.IsUnanswered : Fate.IsLost;
            await hub.StartAsync(new Lifeline(write => write == Hub.CreationWrites + number ? fate : Fate.Arrives));

            await check(hub);
        });
    }

    private static IEnumerable<int> Every(int stride, int count) => Enumerable.Range(0, count).Where(number => number % stride == 0);

    private async Task<int> CountAsync()
    {
        await using var hub = create();
        var lifeline = new Lifeline(_ => Fate.Arrives);
        await hub.StartAsync(lifeline);
        await run(hub);
        return lifeline.Writes - Hub.CreationWrites;
    }
}
