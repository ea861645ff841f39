using Serverless.Training.Loading;
using Serverless.Training.Losses;
using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Training.Optimization;

/// <summary>Everything that changes while a network is trained: its weights, their average, the optimizer, the count of steps.</summary>
internal sealed class TrainingSession : IDisposable
{
    private const double MaximumGradientNorm = 10;

    private readonly DetectionLoss _loss = new(new LossGains());
    private readonly DetectionNetwork _network;
    private readonly Optimizer _optimizer;
    private readonly LearningRateSchedule _schedule;
    private readonly AnchorGrid _anchors;
    private readonly Device _device;
    private int _accumulated;

    public TrainingSession(
        DetectionNetwork network, OptimizerPlan plan, LearningRateSchedule schedule, AnchorGrid anchors, Device device)
    {
        _network = network;
        _schedule = schedule;
        _anchors = anchors;
        _device = device;
        _optimizer = Optimizer.Create(plan, network);
        Average = new ModelAverage(network, device);
    }

    public ModelAverage Average { get; }

    /// <summary>Batches seen.</summary>
    public int Steps { get; private set; }

    public double LearningRate { get; private set; }

    /// <param name="epoch">From 0.</param>
    /// <param name="losses">Takes the losses of every batch.</param>
    /// <param name="trained">Called after every batch, with its number of images.</param>
    /// <exception cref="TrainingException">A loss is not a number any more.</exception>
    public void RunEpoch(int epoch, IEnumerable<ImageBatch> batches, LossMeans losses, Action<int> trained)
    {
        _network.train();
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            if (!losses.Add(Step(epoch, batch)))
            {
                throw new TrainingException(FormattableString.Invariant(
                    $"The loss is not a finite number in epoch {epoch + 1}. Lower the learning rate, or leave it to the optimizer."));
            }

            trained(batch.Count);
        }
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        Average.Dispose();
    }

    private Tensor Step(int epoch, ImageBatch batch)
    {
        var settings = _schedule.At(epoch, Steps);
        var output = _network.call(batch.ToTensor(_device));
        var values = _loss.Compute(output, _anchors, TargetBatch.Create(batch.Targets, _device));
        values.Total.backward();
        Steps++;
        _accumulated++;
        if (_accumulated >= settings.Accumulation)
        {
            MoveWeights(settings);
        }

        return values.Parts;
    }

    private void MoveWeights(StepSettings settings)
    {
        _accumulated = 0;
        LearningRate = settings.LearningRate;
        _optimizer.ClipGradients(MaximumGradientNorm);
        _optimizer.Step(settings);
        _optimizer.ClearGradients();
        Average.Update();
    }
}
