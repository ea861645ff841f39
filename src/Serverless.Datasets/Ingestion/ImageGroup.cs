namespace Serverless.Datasets.Ingestion;

/// <summary>Images of one split that are normalised together and stored in one shard.</summary>
public sealed record ImageGroup
{
    /// <summary>Number of the group and of its shard, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>Null where the dataset does not say: <see cref="DatasetAssembler"/> decides.</summary>
    public required DatasetSplit? Split { get; init; }

    public required DatasetFormat Format { get; init; }

    /// <summary>Running number of the group's first image in the dataset, from 0.</summary>
    public required int FirstImage { get; init; }

    /// <summary>Images that a thumbnail is kept of for the report, at most.</summary>
    public int Thumbnails { get; init; }

    /// <summary>Numbers of key points that follow each box of a YOLO label; 0 for none.</summary>
    public int KeypointColumns { get; init; }

    public required IReadOnlyList<ImageEntry> Images { get; init; }
}
