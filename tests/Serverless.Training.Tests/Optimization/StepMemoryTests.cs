using static TorchSharp.torch;

namespace Serverless.Training.Tests.Optimization;

[Collection(RunAlone.Name)]
public sealed class StepMemoryTests
{
    [Theory]
    [InlineData(OptimizerKind.AdamW, 0)]
    [InlineData(OptimizerKind.Sgd, 0)]
    [InlineData(OptimizerKind.AdamW, 10)]
    public void RunEpoch_MoreSteps_HoldNoMoreTensors(OptimizerKind optimizer, int freeze)
    {
        using var sessions = new Sessions(Sessions.Options with { Optimizer = optimizer, Freeze = freeze });
        sessions.Train(steps: 2);
        var before = LiveTensors();

        sessions.Train(steps: 3);

        Assert.Equal(before, LiveTensors());
    }

    [Fact]
    [Trait("Category", "Long")]
    public void RunEpoch_ThousandSteps_MemoryStaysFlat()
    {
        using var sessions = new Sessions(Sessions.Options with { BatchSize = 2, NominalBatchSize = 2 });
        sessions.Train(steps: 200);
        var (tensors, bytes) = (LiveTensors(), Environment.WorkingSet);

        sessions.Train(steps: 1000);

        Assert.Equal(tensors, LiveTensors());
        Assert.InRange(Environment.WorkingSet - bytes, long.MinValue, 20 << 20);
    }

    private static long LiveTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
