using Serverless.Training.Optimization;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Optimization;

/// <summary>Every knob does what it says.</summary>
public sealed class RecipeTests
{
    private static readonly TrainingOptions PlainDescent = Sessions.Options with
    {
        Optimizer = OptimizerKind.Sgd,
        Momentum = 0,
        WeightDecay = 0,
        LearningRate = 0.01,
    };

    [Fact]
    public void RunEpoch_Frozen_KeepsTheFirstBlocksParametersAndMovesTheRest()
    {
        using var scope = NewDisposeScope();
        using var sessions = new Sessions(Sessions.Options with { Freeze = 10, WeightDecay = 0.1 });
        var before = sessions.Snapshot();

        sessions.Train(steps: 1);

        var moved = sessions.Network.Trainable.Keys.Where(name => !sessions.Network.State[name].equal(before[name]).all().item<bool>()).ToHashSet();
        Assert.DoesNotContain(moved, name => BlockOf(name) < 10);
        Assert.All(Enumerable.Range(12, 11).Except([13, 14, 17, 20]), block => Assert.Contains(moved, name => BlockOf(name) == block));
        Assert.False(sessions.Network.State["model.0.bn.running_mean"].equal(before["model.0.bn.running_mean"]).all().item<bool>());
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.1)]
    public void RunEpoch_GradientClipping_LimitsTheStep(double clipping)
    {
        using var scope = NewDisposeScope();
        using var sessions = new Sessions(PlainDescent with { GradientClipping = clipping });
        var before = sessions.Snapshot();

        sessions.Train(steps: 1);

        Assert.Equal(0.01 * clipping, Distance(sessions, before), 0.01 * clipping * 0.02);
    }

    [Fact]
    public void RunEpoch_NoGradientClipping_StepsFurther()
    {
        using var scope = NewDisposeScope();
        using var sessions = new Sessions(PlainDescent with { GradientClipping = 0 });
        var before = sessions.Snapshot();

        sessions.Train(steps: 1);

        Assert.True(Distance(sessions, before) > 0.01 * 10);
    }

    [Theory]
    [InlineData(4, 6)]
    [InlineData(8, 3)]
    [InlineData(12, 2)]
    public void RunEpoch_NominalBatch_SaysHowManyBatchesMakeAnUpdate(int nominal, int updates)
    {
        using var sessions = new Sessions(Sessions.Options with { NominalBatchSize = nominal });

        sessions.Train(steps: 6);

        var counters = sessions.Session.Count();
        Assert.Equal(6, counters.Steps);
        Assert.Equal(updates, counters.Updates);
        Assert.Equal(updates, counters.AverageUpdates);
        Assert.Equal(0, counters.Accumulated);
    }

    [Fact]
    public void RunEpoch_NoAveraging_AveragedModelIsTheModel()
    {
        using var scope = NewDisposeScope();
        using var sessions = new Sessions(Sessions.Options with { AverageDecay = 0 });

        sessions.Train(steps: 2);

        Assert.All(sessions.Network.State, entry => Assert.True(
            entry.Value.isclose(sessions.Session.Average.Network.State[entry.Key]).all().item<bool>(), entry.Key));
    }

    [Fact]
    public void RunEpoch_LongAverage_StaysBehind()
    {
        using var scope = NewDisposeScope();
        using var sessions = new Sessions(Sessions.Options with { AverageRamp = 0.001 });
        var before = sessions.Snapshot();

        sessions.Train(steps: 1);

        // With the ramp over at once, a ten-thousandth of the step is taken over.
        const string name = "model.0.conv.weight";
        var step = (sessions.Network.State[name] - before[name]).norm().item<float>();
        var averaged = (sessions.Session.Average.Network.State[name] - before[name]).norm().item<float>();
        Assert.InRange(averaged / step, 0.5e-4, 2e-4);
    }

    [Fact]
    public void RunEpoch_Gains_ScaleTheLosses()
    {
        using var plain = new Sessions(Sessions.Options);
        using var scaled = new Sessions(Sessions.Options with { BoxGain = 15, ClassGain = 1, DflGain = 3 });
        scaled.Network.CopyFrom(plain.Network);

        var (one, two) = (plain.Train(steps: 1), scaled.Train(steps: 1));

        Assert.Equal(2, two.Box / one.Box, 1e-4);
        Assert.Equal(2, two.Class / one.Class, 1e-4);
        Assert.Equal(2, two.Distribution / one.Distribution, 1e-4);
    }

    [Fact]
    public void InputSizes_MultiScale_AreMultiplesOf32WithinTheShare()
    {
        var options = new TrainingOptions { ImageSize = 320, MultiScale = 0.5 };
        var sizes = Enumerable.Range(0, 200).Select(new InputSizes(options).At).ToArray();

        Assert.Equal(Enumerable.Range(5, 11).Select(cells => cells * 32), sizes.Distinct().Order());
        Assert.Equal(sizes, Enumerable.Range(0, 200).Select(new InputSizes(options).At));
        Assert.NotEqual(sizes, Enumerable.Range(0, 200).Select(new InputSizes(options with { Seed = 1 }).At));
    }

    [Fact]
    public void InputSizes_NoMultiScale_IsTheImageSize() =>
        Assert.All(Enumerable.Range(0, 10), step => Assert.Equal(320, new InputSizes(new TrainingOptions { ImageSize = 320 }).At(step)));

    private static int BlockOf(string name) => int.Parse(name.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static double Distance(Sessions sessions, Dictionary<string, Tensor> before) => Math.Sqrt(
        sessions.Network.Trainable.Sum(entry => (entry.Value - before[entry.Key]).to(float64).square().sum().item<double>()));
}
