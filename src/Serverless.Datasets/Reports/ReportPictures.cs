namespace Serverless.Datasets.Reports;

/// <summary>What a report shows as pictures.</summary>
/// <param name="Samples">Some images of each split.</param>
/// <param name="Leaks">Images of two splits that are, or look, the same.</param>
internal sealed record ReportPictures(IReadOnlyList<ReportPicture> Samples, IReadOnlyList<(ReportPicture First, ReportPicture Copy)> Leaks)
{
    public const int SamplesPerSplit = 12;
    public const int ShownLeaks = 8;

    public static ReportPictures None { get; } = new([], []);

    /// <param name="kept">Of any of its images.</param>
    /// <param name="leaks">Pairs that were found, of whatever number.</param>
    public static ReportPictures Of(DatasetManifest manifest, IEnumerable<Thumbnail> kept, IEnumerable<(DatasetImage First, DatasetImage Copy)> leaks)
    {
        var thumbnails = kept.ToDictionary(thumbnail => thumbnail.Name, thumbnail => thumbnail.Jpeg, StringComparer.Ordinal);
        var samples = manifest.Images
            .Where(image => thumbnails.ContainsKey(image.Name))
            .GroupBy(image => image.Split)
            .OrderBy(split => split.Key)
            .SelectMany(split => ClassCover.Order([.. split.OrderBy(image => image.Sha256, StringComparer.Ordinal)], image => image).Take(SamplesPerSplit));
        var pairs = leaks.Where(pair => thumbnails.ContainsKey(pair.First.Name) && thumbnails.ContainsKey(pair.Copy.Name)).Take(ShownLeaks);
        ReportPicture Picture(DatasetImage image) => new(image, thumbnails[image.Name]);
        return new ReportPictures([.. samples.Select(Picture)], [.. pairs.Select(pair => (Picture(pair.First), Picture(pair.Copy)))]);
    }
}
