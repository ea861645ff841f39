using OpenCvSharp;

namespace Serverless.Detection.Slicing;

/// <summary>
/// Finds small objects in large images: looks at overlapping tiles and at the whole image with another detector, and
/// merges what they found (the idea of SAHI, Akyon et al. 2022, arXiv:2202.06934). As thread-safe as that detector,
/// which it does not own.
/// </summary>
/// <param name="detector">Looks at the tiles.</param>
/// <param name="options">How images are cut; default: <see cref="SlicingOptions"/>' defaults.</param>
public sealed class SlicedDetector(IObjectDetector detector, SlicingOptions? options = null) : IObjectDetector
{
    private readonly SlicingOptions _options = options ?? new SlicingOptions();

    /// <summary>Objects of one image, most confident first.</summary>
    /// <inheritdoc cref="Detect(IReadOnlyList{Mat}, DetectionThresholds, CancellationToken)"/>
    public IReadOnlyList<DetectedObject> Detect(Mat image, DetectionThresholds thresholds, CancellationToken cancellationToken = default)
    {
        ImageGuard.ThrowIfNotBgr(image);
        ArgumentNullException.ThrowIfNull(thresholds);
        var size = new ImageSize(image.Width, image.Height);
        var areas = Areas(size);
        // A tile does not know where it lies, so the region is asked afterwards.
        var found = Look(image, areas, thresholds with { Region = null }, cancellationToken);
        var candidates = new List<SlicedObject>();
        foreach (var (area, objects) in areas.Zip(found))
        {
            candidates.AddRange(objects.Select(one => SlicedObject.Create(one, area, size)));
        }

        if (thresholds.Region is { } region)
        {
            candidates.RemoveAll(candidate => !region.Contains(candidate.Object.Box, size));
        }

        return SliceMerger.Merge(candidates, _options, thresholds);
    }

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<DetectedObject>> Detect(
        IReadOnlyList<Mat> images, DetectionThresholds thresholds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return [.. images.Select(image => Detect(image, thresholds, cancellationToken))];
    }

    private List<Rect> Areas(ImageSize image)
    {
        var tiles = TileGrid.Cut(image, _options.Tile, _options.Overlap);
        return _options.WholeImage && tiles.Count > 1 ? [.. tiles, new Rect(0, 0, image.Width, image.Height)] : [.. tiles];
    }

    private IReadOnlyList<IReadOnlyList<DetectedObject>> Look(
        Mat image, List<Rect> areas, DetectionThresholds thresholds, CancellationToken cancellationToken)
    {
        var tiles = areas.ConvertAll(area => new Mat(image, area));
        try
        {
            return detector.Detect(tiles, thresholds, cancellationToken);
        }
        finally
        {
            tiles.ForEach(static tile => tile.Dispose());
        }
    }
}
