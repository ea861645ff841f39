namespace Serverless.Datasets.Entries;

/// <summary>What an archive is, by its first bytes.</summary>
internal enum ArchiveKind
{
    /// <summary>A zip, or nothing known.</summary>
    Zip,

    Tar,

    /// <summary>Of whatever.</summary>
    Gzip,
}
