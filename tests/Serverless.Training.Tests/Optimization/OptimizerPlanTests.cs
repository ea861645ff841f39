using Serverless.Training.Optimization;

namespace Serverless.Training.Tests.Optimization;

public sealed class OptimizerPlanTests
{
    private static readonly TrainingOptions Options = new() { Epochs = 20, BatchSize = 16 };

    [Fact]
    public void Create_SgdAskedFor_TakesItsOwnValues()
    {
        var plan = Create(Options with { Optimizer = OptimizerKind.Sgd });

        Assert.Equal(new OptimizerPlan(OptimizerKind.Sgd, 0.01, 0.937, 0.1, 0.0005), plan);
    }

    [Fact]
    public void Create_AdamWAskedForInALongRun_IsHonoured() =>
        Assert.Equal(OptimizerKind.AdamW, OptimizerPlan.Create(Options with { Optimizer = OptimizerKind.AdamW, Epochs = 3000 }, images: 100_000, classes: 1).Kind);

    [Fact]
    public void Create_EverythingGiven_IsHonoured()
    {
        var plan = Create(Options with
        {
            Optimizer = OptimizerKind.Sgd,
            LearningRate = 0.02,
            Momentum = 0.8,
            WarmUpBiasLearningRate = 0.03,
            WeightDecay = 0.001,
        });

        Assert.Equal(new OptimizerPlan(OptimizerKind.Sgd, 0.02, 0.8, 0.03, 0.001), plan);
    }

    [Fact]
    public void Create_BatchThatDoesNotDivideTheNominal_ScalesTheDecay()
    {
        // Three batches of 20 make 60 of 64 images.
        Assert.Equal(0.0005 * 60 / 64, Create(Options with { BatchSize = 20 }).WeightDecay, 1e-12);
        Assert.Equal(0.0005 * 128 / 64, Create(Options with { BatchSize = 128 }).WeightDecay, 1e-12);
    }

    [Fact]
    public void At_WarmUp_RampsBiasRateAndMomentumFromTheirOptions()
    {
        var options = Options with { Optimizer = OptimizerKind.Sgd, WarmUpMomentum = 0.5, WarmUpBiasLearningRate = 0.2 };
        var schedule = new LearningRateSchedule(options, stepsPerEpoch: 100, Create(options));

        Assert.Equal(300, schedule.WarmUpSteps);
        Assert.Equal(new StepSettings(0, 0.2, 0.5, 1), schedule.At(0, 0));
        var half = schedule.At(0, 150);
        Assert.Equal(0.105, half.BiasLearningRate, 1e-12);
        Assert.Equal((0.5 + 0.937) / 2, half.Momentum, 1e-12);
        Assert.Equal(0.01, schedule.At(0, 300).BiasLearningRate, 1e-12);
    }

    [Fact]
    public void Scaled_Plan_LowersBothRates()
    {
        var plan = Create(Options with { Optimizer = OptimizerKind.Sgd }).Scaled(0.2);

        Assert.Equal(0.002, plan.LearningRate, 1e-12);
        Assert.Equal(0.02, plan.BiasWarmUpLearningRate, 1e-12);
    }

    private static OptimizerPlan Create(TrainingOptions options) => OptimizerPlan.Create(options, images: 500, classes: 1);
}
