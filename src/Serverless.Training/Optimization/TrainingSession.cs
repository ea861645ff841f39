using Serverless.Training.Loading;
using Serverless.Training.Losses;
using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Training.Optimization;

/// <summary>Everything that changes while a network is trained: its weights, their average, the optimizer, the count of steps.</summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly DetectionLoss _loss;
    private readonly DetectionNetwork _network;
    private readonly Optimizer _optimizer;
    private readonly LearningRateSchedule _schedule;
    private readonly LossScaler _scaler;
    private readonly AnchorGrids _anchors;
    private readonly Device _device;
    private int _accumulated;

    public TrainingSession(
        TrainingOptions options, DetectionNetwork network, OptimizerPlan plan, LearningRateSchedule schedule, AnchorGrids anchors, Device device)
    {
        (_options, _network, _schedule, _anchors, _device) = (options, network, schedule, anchors, device);
        _loss = new DetectionLoss(LossGains.Of(options));
        _scaler = new LossScaler(options.Precision);
        network.Freeze(options.Freeze);
        _optimizer = Optimizer.Create(plan, network);
        Average = new ModelAverage(network, device, options.AverageDecay, options.AverageRamp);
    }

    public ModelAverage Average { get; }

    /// <summary>Batches seen.</summary>
    public int Steps { get; private set; }

    /// <summary>At the last update of the weights.</summary>
    public double LearningRate { get; private set; }

    /// <summary>Of biases, at the last update of the weights.</summary>
    public double BiasLearningRate { get; private set; }

    /// <param name="epoch">From 0.</param>
    /// <param name="losses">Takes the losses of every batch.</param>
    /// <param name="trained">Called after every batch, with its number of images.</param>
    /// <exception cref="NonFiniteLossException">Something is not a number any more.</exception>
    public void RunEpoch(int epoch, IEnumerable<ImageBatch> batches, LossMeans losses, Action<int> trained)
    {
        _network.train();
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            Step(epoch, batch, losses);
            trained(batch.Count);
        }
    }

    public StepCounters Count() => new(
        Steps, _accumulated, _optimizer.Steps, Average.Updates, LearningRate, BiasLearningRate, _scaler.Scale, _scaler.GoodSteps);

    /// <summary>Every tensor that the next step depends on, by name. They stay the session's own.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors() =>
        SessionTensors.Collect(_network, Average.Network, _optimizer.State, withGradients: _accumulated > 0);

    /// <summary>Takes up where another session of the same network and optimizer was.</summary>
    /// <param name="tensors">What that session's <see cref="Tensors"/> were; copied.</param>
    public void Restore(StepCounters counters, IReadOnlyDictionary<string, Tensor> tensors)
    {
        Steps = counters.Steps;
        _accumulated = counters.Accumulated;
        (LearningRate, BiasLearningRate) = (counters.LearningRate, counters.BiasLearningRate);
        Average.Updates = counters.AverageUpdates;
        _scaler.Restore(counters.LossScale, counters.GoodSteps);
        _optimizer.Restore(counters.Updates, SessionTensors.OfOptimizer(tensors));
        SessionTensors.CopyTo(_network, Average.Network, tensors);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        Average.Dispose();
    }

    private void Step(int epoch, ImageBatch batch, LossMeans losses)
    {
        var settings = _schedule.At(epoch, Steps);
        var images = batch.ToTensor(_device);
        var targets = TargetBatch.Create(batch.Targets, _device);
        var values = _loss.Compute(_network.call(images.to(NumberType)), _anchors.For(images), targets);
        if (!losses.Add(values.Parts))
        {
            throw new NonFiniteLossException("The loss");
        }

        (values.Total * _scaler.Scale).backward();
        Steps++;
        _accumulated++;
        if (_accumulated >= settings.Accumulation)
        {
            MoveWeights(settings);
        }
    }

    private ScalarType NumberType => _options.Precision switch
    {
        Precision.BFloat16 => bfloat16,
        Precision.Float16 => float16,
        _ => float32,
    };

    private void MoveWeights(StepSettings settings)
    {
        _accumulated = 0;
        (LearningRate, BiasLearningRate) = (settings.LearningRate, settings.BiasLearningRate);
        if (double.IsFinite(_optimizer.PrepareGradients(_scaler.Scale, _options.GradientClipping)))
        {
            _optimizer.Step(settings);
            Average.Update();
            _scaler.Succeeded();
        }
        else if (_scaler.CanLower)
        {
            _scaler.Overflowed();
        }
        else
        {
            throw new NonFiniteLossException("A gradient");
        }

        _optimizer.ClearGradients();
    }
}
