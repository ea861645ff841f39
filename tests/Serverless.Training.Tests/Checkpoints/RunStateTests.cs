using Serverless.Training.Checkpoints;
using Serverless.Training.Optimization;

namespace Serverless.Training.Tests.Checkpoints;

public sealed class RunStateTests
{
    [Fact]
    public void Best_Fitness_IsWeighedTowardsTheStrictMeasureAndTheLastOfEquals()
    {
        Assert.Equal(2, After(Options(), (0.9, 0.3), (0.5, 0.4), (0.4, 0.3)).Best!.Epoch);
        Assert.Equal(3, After(Options(), (0.5, 0.3), (0.4, 0.2), (0.5, 0.3)).Best!.Epoch);
    }

    [Fact]
    public void IsOutOfPatience_EpochsWithoutABetterModel_AreCounted()
    {
        Assert.False(After(Options(patience: 2), (0.5, 0.5), (0.4, 0.4)).IsOutOfPatience);
        Assert.True(After(Options(patience: 2), (0.5, 0.5), (0.4, 0.4), (0.4, 0.4)).IsOutOfPatience);
        Assert.False(After(Options(patience: 0), (0.5, 0.5), (0.4, 0.4), (0.4, 0.4)).IsOutOfPatience);
    }

    [Fact]
    public void IsOutOfPatience_ExtendedRun_CountsFromTheExtension() =>
        Assert.False((After(Options(patience: 2), (0.5, 0.5), (0.4, 0.4), (0.4, 0.4), (0.4, 0.4)) with { PatienceFrom = 3 }).IsOutOfPatience);

    private static TrainingOptions Options(int patience = 100) => new() { Patience = patience };

    private static RunState After(TrainingOptions options, params (double Map50, double Map50To95)[] epochs) => new()
    {
        Options = options,
        Plan = OptimizerPlan.Create(options, 10, 1),
        Classes = ["a"],
        Data = new DataFingerprint(1, 1, string.Empty),
        Counters = new StepCounters(0, 0, 0, 0, 0, 0, 1, 0),
        History = [.. epochs.Select((epoch, i) => new EpochMetrics(i + 1, 0, 0, 0, 0, 0, 0, 0, 0, epoch.Map50, epoch.Map50To95, 0, 0, 0))],
    };
}
