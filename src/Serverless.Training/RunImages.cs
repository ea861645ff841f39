using Serverless.Training.Loading;

namespace Serverless.Training;

/// <summary>The images of a run, decoded once for all that is tried with them.</summary>
/// <param name="folder">For those that do not fit into memory.</param>
/// <param name="pinned">Whether a GPU is to fetch batches.</param>
internal sealed class RunImages(TrainingData data, TrainingOptions options, string folder, bool pinned) : IDisposable
{
    private readonly ImageStore _training = Store(data.Training, options, folder, share: 0.75);
    private readonly ImageStore _validation = Store(data.Validation, options, folder, share: 0.25);

    public BatchLoader TrainingLoader(TrainingOptions current) => new(_training, current.BatchSize, WorkersOf(current), pinned);

    public BatchLoader ValidationLoader(TrainingOptions current) => new(_validation, current.BatchSize, WorkersOf(current), pinned);

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

    // Half of the free disk is left to results.
    private static ImageStore Store(IReadOnlyList<SourceImage> images, TrainingOptions options, string folder, double share)
    {
        Directory.CreateDirectory(folder);
        var disk = Math.Min(options.DiskCacheBytes, new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace / 2);
        return new ImageStore(
            images, options.ImageSize, (long)(options.CacheBytes * share), new PixelFile(folder, (long)(disk * share)));
    }

    private static int WorkersOf(TrainingOptions options) =>
        options.Workers > 0 ? options.Workers : Math.Clamp(Environment.ProcessorCount / 2, 1, 8);
}
