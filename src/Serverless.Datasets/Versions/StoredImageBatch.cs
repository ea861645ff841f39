namespace Serverless.Datasets.Versions;

/// <summary>Images of published versions that are looked at together.</summary>
/// <param name="Excerpts">Where they lie.</param>
/// <param name="Thumbnails">Images that a thumbnail is kept of for the report, at most.</param>
public sealed record StoredImageBatch(IReadOnlyList<ShardExcerpt> Excerpts, int Thumbnails);
