using Serverless.Training.Optimization;

namespace Serverless.Training.Tests.Optimization;

public sealed class LearningRateScheduleTests
{
    private static readonly TrainingOptions Options = new() { Epochs = 20, BatchSize = 16 };

    [Fact]
    public void FractionAt_LinearSchedule_FallsFromOneTowardsTheFinalFraction()
    {
        var schedule = Create(Options);

        Assert.Equal(1, schedule.FractionAt(0), 1e-12);
        Assert.Equal(0.505, schedule.FractionAt(10), 1e-12);
        Assert.Equal(0.01, schedule.FractionAt(20), 1e-12);
    }

    [Fact]
    public void FractionAt_CosineSchedule_MeetsTheLineAtBothEndsAndInTheMiddle()
    {
        var schedule = Create(Options with { CosineSchedule = true });

        Assert.Equal(1, schedule.FractionAt(0), 1e-12);
        Assert.Equal(0.505, schedule.FractionAt(10), 1e-12);
        Assert.Equal(0.01, schedule.FractionAt(20), 1e-12);
        Assert.True(schedule.FractionAt(5) > Create(Options).FractionAt(5));
    }

    [Fact]
    public void At_WarmUp_RaisesRateMomentumAndAccumulation()
    {
        var schedule = Create(Options);

        Assert.Equal(100, schedule.WarmUpSteps);
        Assert.Equal(new StepSettings(0, 0, 0.8, 1), schedule.At(0, 0));
        var half = schedule.At(0, 50);
        Assert.Equal(0.001, half.LearningRate, 1e-12);
        Assert.Equal(0.85, half.Momentum, 1e-12);
        Assert.Equal(2, half.Accumulation);
        Assert.Equal(new StepSettings(0.002, 0.002, 0.9, 4), schedule.At(0, 100));
    }

    [Fact]
    public void At_LargeBatches_MovesTheWeightsEveryStep() =>
        Assert.Equal(1, Create(Options with { BatchSize = 128 }).At(5, 1000).Accumulation);

    [Fact]
    public void Create_ShortRun_ChoosesAdamWByTheNumberOfClasses()
    {
        var plan = OptimizerPlan.Create(Options, images: 500, classes: 1);

        Assert.Equal(OptimizerKind.AdamW, plan.Kind);
        Assert.Equal(0.002, plan.LearningRate);
        Assert.Equal(0.0005, plan.WeightDecay, 1e-12);
        Assert.Equal(0.000119, OptimizerPlan.Create(Options, images: 500, classes: 80).LearningRate);
    }

    [Fact]
    public void Create_LongRun_ChoosesSgd()
    {
        var plan = OptimizerPlan.Create(Options with { Epochs = 300 }, images: 100_000, classes: 80);

        Assert.Equal(OptimizerKind.Sgd, plan.Kind);
        Assert.Equal(0.01, plan.LearningRate);
    }

    [Fact]
    public void Create_LearningRateGiven_IsHonoured() =>
        Assert.Equal(0.0007, OptimizerPlan.Create(Options with { LearningRate = 0.0007 }, images: 500, classes: 1).LearningRate);

    private static LearningRateSchedule Create(TrainingOptions options) =>
        new(options, stepsPerEpoch: 32, OptimizerPlan.Create(options, images: 500, classes: 1));
}
