using System.Globalization;
using Serverless.Training;

namespace Serverless.Cli.Training;

/// <summary>What is said of a training, and how long it will take.</summary>
internal sealed class EpochLines(TimeProvider time)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    private int? _told;
    private long _lastLine;
    private (double Share, long At)? _first;

    /// <summary>A line for every epoch that has ended since the last call; none for those that were done when a training is resumed.</summary>
    public IReadOnlyList<string> Finished(TrainingProgress progress)
    {
        var history = progress.History;
        var known = _told ?? (progress.Stage == TrainingStage.Loading ? 0 : history.Count);
        _told = progress.Stage == TrainingStage.Loading ? null : history.Count;
        return [.. history.Skip(known).Select(metrics => Line(metrics, progress.Epochs))];
    }

    /// <summary>Of the epoch that runs: losses, accuracy of the one before, speed, time left of the whole training.</summary>
    public string Describe(TrainingProgress progress) => progress.Stage switch
    {
        TrainingStage.Loading => string.Create(CultureInfo.InvariantCulture, $"loading {progress.Step} of {progress.Steps} images"),
        TrainingStage.Training => string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {progress.Epoch}/{progress.Epochs}  box {progress.BoxLoss:F2}  cls {progress.ClassLoss:F2}  dfl {progress.DflLoss:F2}  mAP50 {progress.Map50:F3}  {progress.ImagesPerSecond:F0} images/s  {Left(progress)}"),
        TrainingStage.Validating => string.Create(CultureInfo.InvariantCulture, $"epoch {progress.Epoch}/{progress.Epochs}  validating  {Left(progress)}"),
        TrainingStage.Exporting => "exporting model.onnx and model-dynamic.onnx",
        _ => "done",
    };

    /// <summary>Writes what is new, for an output that is not a terminal.</summary>
    public void Report(TrainingProgress progress, Action<string> write)
    {
        foreach (var line in Finished(progress))
        {
            write(line);
        }

        if (_lastLine == 0 || time.GetElapsedTime(_lastLine) >= s_interval)
        {
            _lastLine = time.GetTimestamp();
            write(Describe(progress));
        }
    }

    private static string Line(EpochMetrics metrics, int epochs) => string.Create(
        CultureInfo.InvariantCulture,
        $"epoch {metrics.Epoch}/{epochs}  box {metrics.BoxLoss:F3}  cls {metrics.ClassLoss:F3}  dfl {metrics.DflLoss:F3}  mAP50 {metrics.Map50:F3}  mAP50-95 {metrics.Map50To95:F3}  {metrics.ImagesPerSecond:F1} images/s  {metrics.Seconds:F0} s");

    // From the progress since the first report, so that a resumed training is not judged by what others did.
    private string Left(TrainingProgress progress)
    {
        var within = progress.Stage == TrainingStage.Validating || progress.Steps == 0 ? 1 : (double)progress.Step / progress.Steps;
        var share = (progress.Epoch - 1 + within) / progress.Epochs;
        var (firstShare, firstAt) = _first ??= (share, time.GetTimestamp());
        if (share <= firstShare)
        {
            return string.Empty;
        }

        var left = time.GetElapsedTime(firstAt) * ((1 - share) / (share - firstShare));
        return string.Create(CultureInfo.InvariantCulture, $"{(int)left.TotalHours}:{left:mm\\:ss} left");
    }
}
