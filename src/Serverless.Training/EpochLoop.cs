using Microsoft.Extensions.Logging;
using Serverless.Datasets;
using Serverless.Training.Checkpoints;
using Serverless.Training.Evaluation;
using Serverless.Training.Loading;
using Serverless.Training.Losses;
using Serverless.Training.Networks;
using Serverless.Training.Optimization;
using Serverless.Training.Reports;
using Serverless.Training.Weights;
using static TorchSharp.torch;

namespace Serverless.Training;

/// <summary>Trains epoch after epoch from a state on, until none is left or something stops it.</summary>
internal sealed class EpochLoop : IDisposable
{
    private readonly RunFolder _folder;
    private readonly ProgressReport _progress;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly BatchLoader _trainingLoader;
    private readonly BatchLoader _validationLoader;
    private readonly DetectionNetwork _network;
    private readonly AnchorGrids _anchors;
    private readonly TrainingSession _session;
    private readonly Validator _validator;
    private readonly ModelInfo _info;
    private readonly InputSizes _sizes;
    private readonly TrainingPictures _pictures;
    private readonly double _secondsBefore;
    private readonly long _started;
    private LossMeans _losses;

    /// <param name="network">New, on its device; taken over.</param>
    public EpochLoop(
        RunState state, DetectionNetwork network, RunImages images, Device device, RunFolder folder, ProgressReport progress, TimeProvider time, ILogger logger)
    {
        (State, _network, _folder, _progress, _time, _logger) = (state, network, folder, progress, time, logger);
        (_secondsBefore, _started) = (state.Seconds, time.GetTimestamp());
        var options = state.Options;
        _trainingLoader = images.TrainingLoader(options);
        _validationLoader = images.ValidationLoader(options);
        _info = new ModelInfo(options.Architecture, state.Classes, options.ImageSize);
        _anchors = new AnchorGrids(network.Declaration, device);
        var plan = state.Plan.Scaled(state.LearningRateFactor);
        var schedule = new LearningRateSchedule(options, _trainingLoader.Batches, plan);
        _session = new TrainingSession(options, network, plan, schedule, _anchors, device);
        _validator = new Validator(_validationLoader, state.Classes.Count, device, LossGains.Of(options));
        _losses = new LossMeans(state.Losses);
        _sizes = new InputSizes(options);
        _pictures = new TrainingPictures(folder.Path, state.Classes, Math.Max(0, options.Epochs - options.CloseMosaic), logger);
        TrainingLog.Optimizing(logger, plan.Kind, plan.LearningRate, schedule.WarmUpSteps, schedule.Accumulation);
    }

    /// <summary>Where the run stands: at a whole batch, once <see cref="Run"/> has ended in whatever way.</summary>
    public RunState State { get; private set; }

    /// <summary>Goes to where the checkpoint of the run is.</summary>
    public void Restore() => Checkpoint.Restore(_folder.Checkpoint, State, _session);

    /// <summary>Writes where the run stands.</summary>
    public void Record()
    {
        State = State with { Counters = _session.Count(), Losses = _losses.Sums, Seconds = Seconds };
        _folder.RecordState(State, _session);
    }

    /// <exception cref="LostDataException">The dataset cannot be read any more.</exception>
    /// <exception cref="NonFiniteLossException">The weights are spoilt; the checkpoint is the one of before.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        while (!State.IsDone)
        {
            var metrics = ReadAndRunEpoch(State.History.Count, cancellationToken);
            _losses = new LossMeans();
            State = State with { History = [.. State.History, metrics], Losses = _losses.Sums, Counters = _session.Count(), Seconds = Seconds };
            State = State with { StoppedEarly = State.IsOutOfPatience };
            TrainingLog.EpochDone(
                _logger, metrics.Epoch, State.Options.Epochs, metrics.BoxLoss, metrics.ClassLoss, metrics.DflLoss, metrics.Map50, metrics.Map50To95, metrics.ImagesPerSecond);
            _folder.RecordEpoch(State, _session, _info);
            if (State.StoppedEarly)
            {
                TrainingLog.StoppedEarly(_logger, State.Options.Patience);
            }
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _anchors.Dispose();
        _network.Dispose();
    }

    private double Seconds => _secondsBefore + _time.GetElapsedTime(_started).TotalSeconds;

    private EpochMetrics ReadAndRunEpoch(int epoch, CancellationToken cancellationToken)
    {
        try
        {
            return RunEpoch(epoch, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DatasetException or TrainingException { InnerException: IOException })
        {
            throw new LostDataException(exception);
        }
    }

    private EpochMetrics RunEpoch(int epoch, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var speed = TrainEpoch(epoch, cancellationToken);
        _progress.Enter(TrainingStage.Validating, epoch + 1, _validationLoader.Batches, State.History);
        var validation = _validator.Run(_session.Average.Network, _progress.Step, cancellationToken);
        return new EpochMetrics(
            epoch + 1,
            _losses.Box,
            _losses.Class,
            _losses.Distribution,
            validation.Losses.Box,
            validation.Losses.Class,
            validation.Losses.Distribution,
            validation.Metrics.Precision,
            validation.Metrics.Recall,
            validation.Metrics.Map50,
            validation.Metrics.Map50To95,
            _session.LearningRate,
            _time.GetElapsedTime(started).TotalSeconds,
            speed)
        {
            BiasLearningRate = _session.BiasLearningRate,
        };
    }

    // Returns images a second.
    private double TrainEpoch(int epoch, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var images = 0;
        double Speed() => images / Math.Max(_time.GetElapsedTime(started).TotalSeconds, 1e-9);

        var options = State.Options;
        _progress.Enter(TrainingStage.Training, epoch + 1, _trainingLoader.Batches, State.History);
        var mosaic = epoch < options.Epochs - options.CloseMosaic;

        // A batch follows from its place in the epoch alone, so those that are done can be left out.
        var firstStep = epoch * _trainingLoader.Batches;
        var done = _losses.Sums.Batches;
        var batches = _trainingLoader.Training(
            options.Augmentation, mosaic, options.Seed, epoch, cancellationToken, batch => _sizes.At(firstStep + batch), start: done);
        var drawn = _pictures.Of(batches, epoch, done, _trainingLoader.Batches);
        _session.RunEpoch(epoch, drawn, _losses, count =>
        {
            images += count;
            _progress.Step(_losses.Sums.Batches, _losses, Speed());
        });
        return Speed();
    }
}
