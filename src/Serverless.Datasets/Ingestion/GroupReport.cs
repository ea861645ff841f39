using Serverless.Datasets.Profiles;
using Serverless.Datasets.Reports;

namespace Serverless.Datasets.Ingestion;

/// <summary>What became of an <see cref="ImageGroup"/>.</summary>
public sealed record GroupReport
{
    /// <inheritdoc cref="ImageGroup.Number"/>
    public required int Group { get; init; }

    /// <inheritdoc cref="ImageGroup.Split"/>
    public required DatasetSplit? Split { get; init; }

    /// <summary>The images in the shard. Where <see cref="Split"/> is null, theirs is not decided yet.</summary>
    public required IReadOnlyList<DatasetImage> Images { get; init; }

    /// <summary>How each of <see cref="Images"/> looks, in their order.</summary>
    public required IReadOnlyList<ImageStatistics> Statistics { get; init; }

    /// <summary>Pictures of some of the images, <see cref="ImageGroup.Thumbnails"/> at most.</summary>
    public required IReadOnlyList<Thumbnail> Thumbnails { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }
}
