namespace Serverless.Datasets.Versions;

/// <summary>What is copied from a shard.</summary>
/// <param name="Shard">Path from the root of all datasets.</param>
/// <param name="Images">The images.</param>
public sealed record ShardExcerpt(string Shard, IReadOnlyList<CopiedImage> Images);
