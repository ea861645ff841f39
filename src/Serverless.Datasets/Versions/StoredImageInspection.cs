using Serverless.Datasets.Images;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Profiles;
using Serverless.Datasets.Quality;
using Serverless.Datasets.Reports;

namespace Serverless.Datasets.Versions;

/// <summary>Looks at images that are stored already, for the profile and the report of a version that is made of them.</summary>
public static class StoredImageInspection
{
    private const int ImagesPerBatch = 512;

    // Their own version's limits were kept when they were taken in.
    private static readonly IngestionLimits s_limits = new() { ImagePixels = int.MaxValue };

    /// <summary>Says which images are looked at together.</summary>
    /// <param name="derivation">Refers to the shards of published versions only.</param>
    public static IReadOnlyList<StoredImageBatch> Plan(Derivation derivation)
    {
        ArgumentNullException.ThrowIfNull(derivation);
        var batches = derivation.Images
            .GroupBy(image => image.Shard)
            .SelectMany(images => images)
            .Chunk(ImagesPerBatch)
            .ToList();
        var thumbnails = ThumbnailPicker.Share(batches.Count);
        return [.. batches.Select(images => new StoredImageBatch(Excerpts(derivation, images), thumbnails))];
    }

    /// <summary>Decodes the images of a batch.</summary>
    /// <param name="open">Opens a shard by its path from the root.</param>
    /// <param name="seed">Draws the thumbnails.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <exception cref="DatasetException">An image is not in its shard, or not what it was.</exception>
    public static StoredImageLooks Inspect(StoredImageBatch batch, Func<string, Stream> open, int seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var statistics = new Dictionary<string, ImageStatistics>(StringComparer.Ordinal);
        using var thumbnails = new ThumbnailPicker(batch.Thumbnails, seed);
        ShardExcerpts.Read(batch.Excerpts, open, Inspect, cancellationToken);
        return new StoredImageLooks(statistics, thumbnails.Pick());

        void Inspect(DatasetImage image, byte[] bytes)
        {
            using var inspection = new ImageInspection();
            ImageNormalizer.Normalize(bytes, s_limits, inspection.Inspect, ImageStatistics.MeasuredSide);
            statistics[image.Name] = inspection.Statistics;
            thumbnails.Offer(image, inspection);
        }
    }

    private static List<ShardExcerpt> Excerpts(Derivation derivation, DatasetImage[] images) =>
    [
        .. images
            .GroupBy(image => image.Shard)
            .Select(same => new ShardExcerpt(derivation.Shards[same.Key], [.. same.Select(image => new CopiedImage(image.Entry ?? image.Name, image))])),
    ];
}
