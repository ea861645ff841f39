using Serverless.Training.Loading;

namespace Serverless.Training.Weights;

/// <summary>Images to measure batch normalisation with.</summary>
internal static class CalibrationImages
{
    private const int Most = 48;
    private const int BatchSize = 8;

    /// <summary>A few dozen images, taken evenly from all; nothing is read before they are asked for.</summary>
    public static IEnumerable<ImageBatch> Of(IReadOnlyList<SourceImage> images, int imageSize)
    {
        var count = Math.Min(Most, images.Count);
        var chosen = Enumerable.Range(0, count).Select(i => images[(int)((long)i * images.Count / count)]).ToArray();
        using var store = new ImageStore(chosen, imageSize, cacheBytes: 0);
        foreach (var batch in new BatchLoader(store, BatchSize, workers: 1).Validation(CancellationToken.None, rectangular: true))
        {
            yield return batch;
        }
    }
}
