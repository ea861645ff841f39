namespace Serverless.Datasets.Versions;

/// <summary>A shard that is filled with images of other shards.</summary>
/// <param name="Number">Number of the new shard in its version.</param>
/// <param name="Excerpts">What goes in, in this order.</param>
public sealed record ShardPackage(int Number, IReadOnlyList<ShardExcerpt> Excerpts);
