using Microsoft.Extensions.Logging;
using Serverless.Training.Evaluation;
using Serverless.Training.Loading;
using Serverless.Training.Networks;
using Serverless.Training.Optimization;
using Serverless.Training.Weights;
using static TorchSharp.torch;

namespace Serverless.Training;

/// <summary>One call of <see cref="Trainer"/>, from the first image to the exported model.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly TrainingData _data;
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly long _started;

    private readonly ImageStore _trainingImages;
    private readonly ImageStore _validationImages;
    private readonly BatchLoader _trainingLoader;
    private readonly BatchLoader _validationLoader;
    private readonly DetectionNetwork _network;
    private readonly AnchorGrid _anchors;
    private readonly TrainingSession _session;
    private readonly Validator _validator;
    private readonly ModelInfo _info;
    private readonly int _transferred;
    private readonly List<EpochMetrics> _history = [];
    private readonly ProgressReport _progress;

    public TrainingRun(
        TrainingOptions options,
        TrainingData data,
        string? initialWeights,
        string folder,
        IProgress<TrainingProgress>? progress,
        TimeProvider time,
        ILogger logger)
    {
        (_options, _data, _folder, _time, _logger) = (options, data, folder, time, logger);
        _started = time.GetTimestamp();
        var device = ComputeDevice.Open(options.Device, options.Threads);
        manual_seed(options.Seed);

        var workers = options.Workers > 0 ? options.Workers : Math.Clamp(Environment.ProcessorCount / 2, 1, 8);
        OpenCvSharp.Cv2.SetNumThreads(1);
        _trainingImages = new ImageStore(data.Training, options.ImageSize, options.CacheBytes / 4 * 3);
        _validationImages = new ImageStore(data.Validation, options.ImageSize, options.CacheBytes / 4);
        _trainingLoader = new BatchLoader(_trainingImages, options.BatchSize, workers);
        _validationLoader = new BatchLoader(_validationImages, options.BatchSize, workers);

        _info = new ModelInfo(options.Architecture, data.Classes, options.ImageSize);
        var declaration = NetworkDeclaration.Create(options.Architecture, data.Classes.Count);
        _network = new DetectionNetwork(declaration, device);
        _network.InitializeBiases();
        _transferred = initialWeights is null ? 0 : TakeWeights(initialWeights);
        _anchors = new AnchorGrid(declaration, options.ImageSize, options.ImageSize, device);

        var plan = OptimizerPlan.Create(options, data.Training.Count, data.Classes.Count);
        var schedule = new LearningRateSchedule(options, _trainingLoader.Batches, plan);
        _session = new TrainingSession(_network, plan, schedule, _anchors, device);
        _validator = new Validator(_validationLoader, data.Classes.Count, device);
        _progress = new ProgressReport(progress, options.Epochs, _history);
        TrainingLog.Started(
            logger, options.Architecture, device.ToString(), data.Training.Count, Boxes, data.Validation.Count, options.Epochs, _trainingLoader.Batches);
        TrainingLog.Optimizing(logger, plan.Kind, plan.LearningRate, schedule.WarmUpSteps, schedule.Accumulation);
    }

    private int Boxes => _data.Training.Sum(image => image.Boxes.Count);

    private string BestWeights => Path.Combine(_folder, "weights.safetensors");

    public TrainingResult Complete(CancellationToken cancellationToken)
    {
        Load(cancellationToken);
        var best = RunEpochs(cancellationToken);
        Export();
        _progress.Enter(TrainingStage.Done, _history.Count, 1);
        return new TrainingResult(
            best, [.. _history], _data.Training.Count, Boxes, _data.Validation.Count, _transferred, _time.GetElapsedTime(_started));
    }

    public void Dispose()
    {
        _session.Dispose();
        _anchors.Dispose();
        _network.Dispose();
        _trainingImages.Dispose();
        _validationImages.Dispose();
    }

    private int TakeWeights(string path)
    {
        var transfer = WeightsFile.Transfer(
            path, _network, CalibrationImages.Of(_data.Training, _options.ImageSize));
        TrainingLog.Transferred(
            _logger, transfer.Taken.Count, _network.State.Count, path, transfer.Missing.Count == 0 ? "none" : string.Join(", ", transfer.Missing));
        return transfer.Taken.Count;
    }

    private void Load(CancellationToken cancellationToken)
    {
        _progress.Enter(TrainingStage.Loading, 0, _trainingImages.Count + _validationImages.Count);
        _trainingLoader.Warm(_progress.Step, cancellationToken);
        _validationLoader.Warm(done => _progress.Step(_trainingImages.Count + done), cancellationToken);
    }

    private EpochMetrics RunEpochs(CancellationToken cancellationToken)
    {
        EpochMetrics? best = null;
        for (var epoch = 0; epoch < _options.Epochs; epoch++)
        {
            var metrics = RunEpoch(epoch, cancellationToken);
            _history.Add(metrics);
            best = best is null || metrics.Fitness >= best.Fitness ? metrics : best;
            Record(metrics, isBest: best == metrics);
            if (_options.Patience > 0 && metrics.Epoch - best.Epoch >= _options.Patience)
            {
                TrainingLog.StoppedEarly(_logger, _options.Patience);
                break;
            }
        }

        return best!;
    }

    private EpochMetrics RunEpoch(int epoch, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var losses = new LossMeans();
        var images = 0;
        double Speed() => images / Math.Max(_time.GetElapsedTime(started).TotalSeconds, 1e-9);

        _progress.Enter(TrainingStage.Training, epoch + 1, _trainingLoader.Batches);
        var mosaic = epoch < _options.Epochs - _options.CloseMosaic;
        var batches = _trainingLoader.Training(_options.Augmentation, mosaic, _options.Seed, epoch, cancellationToken);
        var step = 0;
        _session.RunEpoch(epoch, batches, losses, count =>
        {
            images += count;
            _progress.Step(++step, losses, Speed());
        });
        var speed = Speed();

        _progress.Enter(TrainingStage.Validating, epoch + 1, _validationLoader.Batches);
        var validation = _validator.Run(_session.Average.Network, _progress.Step, cancellationToken);
        return new EpochMetrics(
            epoch + 1,
            losses.Box,
            losses.Class,
            losses.Distribution,
            validation.Losses.Box,
            validation.Losses.Class,
            validation.Losses.Distribution,
            validation.Metrics.Precision,
            validation.Metrics.Recall,
            validation.Metrics.Map50,
            validation.Metrics.Map50To95,
            _session.LearningRate,
            _time.GetElapsedTime(started).TotalSeconds,
            speed);
    }

    private void Record(EpochMetrics metrics, bool isBest)
    {
        TrainingLog.EpochDone(
            _logger, metrics.Epoch, _options.Epochs, metrics.BoxLoss, metrics.ClassLoss, metrics.DflLoss, metrics.Map50, metrics.Map50To95, metrics.ImagesPerSecond);
        if (isBest)
        {
            WeightsFile.Save(BestWeights, _session.Average.Network, _info);
        }

        WeightsFile.Save(Path.Combine(_folder, "last.safetensors"), _session.Average.Network, _info);
        MetricsTable.Write(_history, Path.Combine(_folder, "metrics.csv"));
        TrainingCurves.Render(_history, Path.Combine(_folder, "curves.png"));
    }

    private void Export()
    {
        _progress.Enter(TrainingStage.Exporting, _history.Count, 1);
        var path = Path.Combine(_folder, "model.onnx");
        var difference = OnnxExporter.Export(BestWeights, path, new OnnxExportOptions(), _time);
        TrainingLog.Exported(_logger, path, difference);
    }
}
