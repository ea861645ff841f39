using Microsoft.Extensions.Logging.Abstractions;

namespace Serverless.Training.Tests;

/// <summary>Small trainings on drawn images.</summary>
internal static class Runs
{
    /// <summary>Three batches an epoch, two of them to move the weights: at the end of an epoch gradients wait.</summary>
    public static TrainingOptions Options { get; } = new()
    {
        ImageSize = 64,
        Epochs = 3,
        BatchSize = 4,
        NominalBatchSize = 8,
        WarmUpEpochs = 0,
        CloseMosaic = 1,
        Threads = 1,
        Workers = 1,
        Device = "cpu",
    };

    public static RunSurroundings Surroundings { get; } = new(Progress: null, TimeProvider.System, NullLogger.Instance);

    public static TrainingData Data(int count = 12) =>
        new(["rectangle"], Pictures.Rectangles(count), Pictures.Rectangles(8, seed: 1000));

    public static TrainingResult Train(
        TrainingOptions options, TrainingData data, TemporaryFolder folder, Action<TrainingProgress>? observe = null, CancellationToken cancellationToken = default) =>
        new Trainer(options, TimeProvider.System, NullLogger.Instance).Train(data, initialWeights: null, folder.Path, Observer(observe), cancellationToken);

    public static TrainingResult Resume(
        TrainingData data, TemporaryFolder folder, ResumeOptions? changes = null, Action<TrainingProgress>? observe = null, CancellationToken cancellationToken = default) =>
        Trainer.Resume(data, folder.Path, changes ?? new ResumeOptions(), Surroundings with { Progress = Observer(observe) }, cancellationToken);

    /// <summary>Trains until something holds, then cancels.</summary>
    public static void Interrupt(TrainingOptions options, TrainingData data, TemporaryFolder folder, Func<TrainingProgress, bool> when)
    {
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Train(options, data, folder, CancelWhen(when, source), source.Token));
    }

    public static Action<TrainingProgress> CancelWhen(Func<TrainingProgress, bool> when, CancellationTokenSource source) => progress =>
    {
        if (when(progress))
        {
            source.Cancel();
        }
    };

    private static InlineObserver? Observer(Action<TrainingProgress>? observe) => observe is null ? null : new InlineObserver(observe);

    private sealed class InlineObserver(Action<TrainingProgress> observe) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => observe(value);
    }
}
