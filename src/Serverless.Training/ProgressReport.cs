using Serverless.Training.Optimization;

namespace Serverless.Training;

/// <summary>Tells of a training what has changed.</summary>
internal sealed class ProgressReport(IProgress<TrainingProgress>? listener, int epochs)
{
    private TrainingProgress _current = new(TrainingStage.Loading, 0, epochs, 0, 0, 0, 0, 0, 0, 0, 0, []);

    /// <param name="history">The finished epochs.</param>
    public void Enter(TrainingStage stage, int epoch, int steps, IReadOnlyList<EpochMetrics> history)
    {
        var last = history.Count > 0 ? history[^1] : null;
        Report(_current with
        {
            Stage = stage,
            Epoch = epoch,
            Step = 0,
            Steps = steps,
            Map50 = last?.Map50 ?? 0,
            Map50To95 = last?.Map50To95 ?? 0,
            History = history,
        });
    }

    public void Step(int step) => Report(_current with { Step = step });

    public void Step(int step, LossMeans losses, double imagesPerSecond) => Report(_current with
    {
        Step = step,
        BoxLoss = losses.Box,
        ClassLoss = losses.Class,
        DflLoss = losses.Distribution,
        ImagesPerSecond = imagesPerSecond,
    });

    private void Report(TrainingProgress progress)
    {
        _current = progress;
        listener?.Report(progress);
    }
}
