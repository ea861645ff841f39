using Microsoft.Extensions.Logging;
using Serverless.Datasets;
using Serverless.Training.Checkpoints;
using Serverless.Training.Networks;
using Serverless.Training.Optimization;
using Serverless.Training.Reports;
using Serverless.Training.Weights;
using static TorchSharp.torch;

namespace Serverless.Training;

/// <summary>
/// One call of <see cref="Trainer"/>, from the first image to the exported model. What goes wrong on the way and can be mended is
/// mended by starting the loop of epochs again from the checkpoint, with a lower learning rate or a smaller batch.
/// </summary>
internal sealed class TrainingRun : IDisposable
{
    private const int MostRollbacks = 3;
    private const double RollbackFactor = 0.2;

    private readonly TrainingData _data;
    private readonly string? _initialWeights;
    private readonly RunFolder _folder;
    private readonly RunImages _images;
    private readonly Device _device;
    private readonly ProgressReport _progress;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly long _started;
    private readonly double _secondsBefore;
    private TrainingOptions _options;
    private RunState? _state;
    private bool _warm;

    private TrainingRun(
        TrainingOptions options, TrainingData data, string? initialWeights, RunState? state, string folder, RunSurroundings surroundings)
    {
        (_options, _data, _initialWeights, _state, _folder) = (options, data, initialWeights, state, new RunFolder(folder));
        (_time, _logger) = (surroundings.Time, surroundings.Logger);
        (_started, _secondsBefore) = (_time.GetTimestamp(), state?.Seconds ?? 0);
        _folder.Create();
        _device = ComputeDevice.Open(options.Device, options.Threads);
        _images = new RunImages(data, options, folder, pinned: _device.type == TorchSharp.DeviceType.CUDA);
        _progress = new ProgressReport(surroundings.Progress, options.Epochs);
    }

    /// <param name="initialWeights">Null to start from scratch.</param>
    public static TrainingRun Start(TrainingOptions options, TrainingData data, string? initialWeights, string folder, RunSurroundings surroundings) =>
        new(options, data, initialWeights, state: null, folder, surroundings);

    /// <exception cref="TrainingException">There is nothing to go on with, or not with this dataset.</exception>
    public static TrainingRun Resume(TrainingData data, string folder, ResumeOptions changes, RunSurroundings surroundings)
    {
        var state = Resumption.Prepare(folder, DataFingerprint.Of(data), changes);
        return new TrainingRun(state.Options, data, initialWeights: null, state, folder, surroundings);
    }

    public TrainingResult Complete(CancellationToken cancellationToken)
    {
        TrainingLog.Started(
            _logger, _options.Architecture, _device.ToString(), _data.Training.Count, Boxes, _data.Validation.Count, _options.Epochs, _options.BatchSize);
        while (!TryTrain(cancellationToken))
        {
        }

        Export();
        Report(cancellationToken);
        var history = _state!.History;
        _progress.Enter(TrainingStage.Done, history.Count, 1, history);
        var duration = TimeSpan.FromSeconds(_secondsBefore) + _time.GetElapsedTime(_started);
        return new TrainingResult(
            _state.Best!, history, _data.Training.Count, Boxes, _data.Validation.Count, _state.TransferredTensors, duration);
    }

    public void Dispose() => _images.Dispose();

    private int Boxes => _data.Training.Sum(image => image.Boxes.Count);

    // False where it has to be tried again.
    private bool TryTrain(CancellationToken cancellationToken)
    {
        using var loop = Open();
        try
        {
            Warm(cancellationToken);
            loop.Run(cancellationToken);
            _state = loop.State;
            return true;
        }
        catch (OperationCanceledException)
        {
            loop.Record();
            TrainingLog.Interrupted(_logger, loop.State.History.Count + 1, loop.State.Losses.Batches, _folder.Path);
            throw;
        }
        catch (NonFiniteLossException exception)
        {
            _state = RollBack(loop.State, exception);
        }
        catch (Exception exception) when (MemoryExhaustion.Is(exception))
        {
            _state = HalveBatch(loop.State, exception);
        }
        catch (LostDataException exception)
        {
            throw LostData(loop, exception);
        }

        return false;
    }

    private void Warm(CancellationToken cancellationToken)
    {
        if (!_warm)
        {
            _images.Warm(_progress, cancellationToken);
            _folder.Write(() => LabelPicture.Write(_data.Training, _data.Classes, _folder.Labels));
            _warm = true;
        }
    }

    // Weights come from a seed and a file at first, from the checkpoint ever after.
    private EpochLoop Open()
    {
        manual_seed(_options.Seed);
        var network = CreateNetwork();
        if (_state is { } state)
        {
            var resumed = new EpochLoop(state, network, _images, _device, _folder, _progress, _time, _logger);
            resumed.Restore();
            TrainingLog.Resumed(_logger, state.History.Count + 1, _options.Epochs, state.Losses.Batches);
            resumed.Record();
            _folder.RecordHistory(state);
            return resumed;
        }

        network.InitializeBiases();
        var started = new EpochLoop(InitialState(TakeWeights(network)), network, _images, _device, _folder, _progress, _time, _logger);
        started.Record();
        return started;
    }

    private DetectionNetwork CreateNetwork()
    {
        var layout = _options.ChannelsLast ?? (_device.type == TorchSharp.DeviceType.CPU || _options.Precision != Precision.Float32);
        return new DetectionNetwork(NetworkDeclaration.Create(_options.Architecture, _data.Classes.Count), _device) { ChannelsLast = layout };
    }

    private RunState InitialState(int transferred) => new()
    {
        Options = _options,
        Plan = PlanFor(_options),
        Classes = _data.Classes,
        Data = DataFingerprint.Of(_data),
        DataPath = _data.Location,
        TransferredTensors = transferred,
        Counters = new StepCounters(0, 0, 0, 0, 0, 0, 1, 0),
    };

    private OptimizerPlan PlanFor(TrainingOptions options) => OptimizerPlan.Create(options, _data.Training.Count, _data.Classes.Count);

    private int TakeWeights(DetectionNetwork network)
    {
        if (_initialWeights is null)
        {
            return 0;
        }

        var transfer = WeightsFile.Transfer(_initialWeights, network, CalibrationImages.Of(_data.Training, _options.ImageSize));
        var missing = transfer.Missing.Count == 0 ? "none" : string.Join(", ", transfer.Missing);
        TrainingLog.Transferred(_logger, transfer.Taken.Count, network.State.Count, _initialWeights, missing);
        return transfer.Taken.Count;
    }

    private RunState RollBack(RunState spoilt, NonFiniteLossException exception)
    {
        var epoch = spoilt.History.Count + 1;
        if (spoilt.Rollbacks == MostRollbacks)
        {
            throw new TrainingException(FormattableString.Invariant(
                $"{exception.Message} That was epoch {epoch}, after {MostRollbacks} returns to the last checkpoint with ever lower learning rates. Look for odd labels, train in float32, or start again with a lower learning rate; {_folder.Checkpoint} is as it was before."));
        }

        var good = Checkpoint.ReadState(_folder.Checkpoint);
        var factor = spoilt.LearningRateFactor * RollbackFactor;
        TrainingLog.RolledBack(_logger, exception.Message, epoch, spoilt.Plan.LearningRate * factor);
        return good with { Rollbacks = spoilt.Rollbacks + 1, LearningRateFactor = factor };
    }

    private RunState HalveBatch(RunState state, Exception exception)
    {
        var batch = state.Options.BatchSize;
        if (state.History.Count > 0 || batch == 1)
        {
            throw new TrainingException(FormattableString.Invariant(
                $"Memory does not suffice in epoch {state.History.Count + 1} with {batch} images of {state.Options.ImageSize} pixels a batch. End other programs and go on with 'serverless resume {_folder.Path}', or start again with a smaller batch or image size."), exception);
        }

        _options = state.Options with { BatchSize = batch / 2 };
        TrainingLog.BatchHalved(_logger, batch, batch / 2);
        return Checkpoint.ReadState(_folder.Checkpoint) with { Options = _options, Plan = PlanFor(_options), Losses = new LossSums(0, 0, 0, 0) };
    }

    private TrainingException LostData(EpochLoop loop, LostDataException exception)
    {
        loop.Record();
        return new TrainingException(FormattableString.Invariant(
            $"The dataset was lost in epoch {loop.State.History.Count + 1}. {exception.Message} Bring the dataset back, then go on with 'serverless resume {_folder.Path}'."), exception);
    }

    private void Export()
    {
        _progress.Enter(TrainingStage.Exporting, _state!.History.Count, 2, _state.History);
        Export(_folder.Network, new OnnxExportOptions());
        _progress.Step(1);
        Export(_folder.DynamicNetwork, new OnnxExportOptions { DynamicSize = true });
    }

    private void Export(string path, OnnxExportOptions options)
    {
        var difference = 0.0;
        _folder.Write(() => difference = OnnxExporter.Export(_folder.BestWeights, path, options, _time));
        TrainingLog.Exported(_logger, path, difference);
    }

    // The training is complete by then: nothing that goes wrong here may undo that.
    private void Report(CancellationToken cancellationToken)
    {
        var loader = _images.ValidationLoader(_options);
        _progress.Enter(TrainingStage.Validating, _state!.History.Count, loader.Batches, _state.History);
        try
        {
            Evaluator.Report(_folder.BestWeights, _data.Classes, loader, _device, _folder.Path, _progress.Step, cancellationToken);
        }
        catch (Exception exception) when (
            exception is OperationCanceledException or TrainingException or DatasetException or IOException || MemoryExhaustion.Is(exception))
        {
            TrainingLog.ReportLeftOut(_logger, exception.Message);
        }
    }
}
