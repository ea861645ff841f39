namespace Serverless.Datasets.Ingestion;

/// <summary>What a dataset may claim of the machine before it is refused. Only files that would be read count.</summary>
public sealed record IngestionLimits
{
    /// <summary>Entries of an archive, folders and foreign files included.</summary>
    public int Entries { get; init; } = 2_000_000;

    /// <summary>Bytes of all images and labels together, unpacked. Default 256 GiB.</summary>
    public long TotalBytes { get; init; } = 256L << 30;

    /// <summary>Bytes of one image file, unpacked; a larger one is dropped. Default 128 MiB.</summary>
    public int ImageBytes { get; init; } = 128 << 20;

    /// <summary>Pixels of one image; a larger one is dropped. Default 100 million (an image takes three bytes for each while it is checked).</summary>
    public int ImagePixels { get; init; } = 100_000_000;

    /// <summary>Bytes of one label file or list of class names, unpacked. Default 4 MiB.</summary>
    public int LabelBytes { get; init; } = 4 << 20;

    /// <summary>Bytes of one annotation file that many images share (COCO JSON, CSV), unpacked. It is read as a stream. Default 1 GiB.</summary>
    public long AnnotationBytes { get; init; } = 1L << 30;

    /// <summary>Boxes in all shared annotation files together; the plan carries them. Default 4 million.</summary>
    public int PlannedBoxes { get; init; } = 4_000_000;

    /// <summary>Unpacked by packed bytes of an archive that unpacks to over 64 MiB. Photos stay below 2, flat drawings as bitmaps below 100.</summary>
    public double CompressionRatio { get; init; } = 200;

    /// <summary>
    /// Bytes of an archive inside another, or of a tar inside a gzip file, that are inflated to be read in any order: up to
    /// 8 MiB in memory, more in a temporary file. A longer tar.gz is read from its start instead; a longer archive inside
    /// another is refused, unless it is stored there uncompressed: then it is read where it lies. Default 128 MiB.
    /// </summary>
    public long SpoolBytes { get; init; } = 128L << 20;
}
