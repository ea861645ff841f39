using Serverless.Training.Optimization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AdamW = Serverless.Training.Optimization.AdamW;

namespace Serverless.Training.Tests.Optimization;

public sealed class OptimizerTests
{
    private static readonly StepSettings Settings = new(0.1, 0.1, 0.9, 1);

    [Fact]
    public void AdamW_FirstStep_MovesByTheLearningRateAgainstTheGradient()
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(tensor(new float[] { 1, -2 }));
        using var optimizer = new AdamW(Scales(parameter), weightDecay: 0.5);
        SetGradient(parameter, [0.3f, -7]);

        optimizer.Step(Settings);

        // The corrected mean over the root of the corrected square is the sign of the first gradient; scales do not decay.
        Assert.Equal([0.9f, -1.9f], parameter.data<float>().ToArray(), (x, y) => Math.Abs(x - y) < 1e-5);
    }

    [Fact]
    public void AdamW_Weights_DecayByRateTimesDecay()
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(tensor(new float[] { 10 }));
        using var optimizer = new AdamW(Weights(parameter), weightDecay: 0.5);
        SetGradient(parameter, [1]);

        optimizer.Step(Settings);

        Assert.Equal((10 * 0.95) - 0.1, parameter.item<float>(), 1e-4);
    }

    [Fact]
    public void Sgd_TwoSteps_FollowNesterovMomentum()
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(tensor(new float[] { 1 }));
        using var optimizer = new Sgd(Scales(parameter), weightDecay: 0);
        SetGradient(parameter, [1]);

        optimizer.Step(Settings);
        optimizer.Step(Settings);

        // Velocities 1 and 1.9; steps 1 + 0.9·1 and 1 + 0.9·1.9.
        Assert.Equal(1 - (0.1 * (1.9 + 2.71)), parameter.item<float>(), 1e-5);
    }

    [Fact]
    public void PrepareGradients_LongGradient_IsScaledToTheMaximum()
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(tensor(new float[] { 0, 0 }));
        using var optimizer = new Sgd(Scales(parameter), weightDecay: 0);
        SetGradient(parameter, [30, 40]);

        var norm = optimizer.PrepareGradients(lossScale: 1, maximumNorm: 10);

        Assert.Equal(50, norm, 1e-4);
        Assert.Equal([6f, 8f], parameter.grad!.data<float>().ToArray(), (x, y) => Math.Abs(x - y) < 1e-4);
    }

    private static ParameterGroups Scales(Parameter parameter) => new([], [new("bn.weight", parameter)], []);

    private static ParameterGroups Weights(Parameter parameter) => new([new("conv.weight", parameter)], [], []);

    private static void SetGradient(Parameter parameter, float[] gradient) =>
        (parameter * tensor(gradient)).sum().backward();
}
