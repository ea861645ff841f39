using Serverless.Datasets.Profiles;
using Serverless.Datasets.Reports;

namespace Serverless.Datasets.Versions;

/// <summary>How the images of a <see cref="StoredImageBatch"/> look.</summary>
/// <param name="Statistics">By <see cref="DatasetImage.Name"/>.</param>
/// <param name="Thumbnails">Pictures of some of them.</param>
public sealed record StoredImageLooks(IReadOnlyDictionary<string, ImageStatistics> Statistics, IReadOnlyList<Thumbnail> Thumbnails);
