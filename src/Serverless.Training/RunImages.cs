using Serverless.Training.Loading;

namespace Serverless.Training;

/// <summary>The images of a run, decoded once for all that is tried with them.</summary>
internal sealed class RunImages(TrainingData data, TrainingOptions options) : IDisposable
{
    private readonly ImageStore _training = new(data.Training, options.ImageSize, options.CacheBytes / 4 * 3);
    private readonly ImageStore _validation = new(data.Validation, options.ImageSize, options.CacheBytes / 4);

    public BatchLoader TrainingLoader(TrainingOptions current) => new(_training, current.BatchSize, WorkersOf(current));

    public BatchLoader ValidationLoader(TrainingOptions current) => new(_validation, current.BatchSize, WorkersOf(current));

    /// <summary>Decodes every image once.</summary>
    public void Warm(ProgressReport progress, CancellationToken cancellationToken)
    {
        progress.Enter(TrainingStage.Loading, 0, _training.Count + _validation.Count, []);
        TrainingLoader(options).Warm(progress.Step, cancellationToken);
        ValidationLoader(options).Warm(done => progress.Step(_training.Count + done), cancellationToken);
    }

    public void Dispose()
    {
        _training.Dispose();
        _validation.Dispose();
    }

    private static int WorkersOf(TrainingOptions options) =>
        options.Workers > 0 ? options.Workers : Math.Clamp(Environment.ProcessorCount / 2, 1, 8);
}
