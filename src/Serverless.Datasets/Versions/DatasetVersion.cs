namespace Serverless.Datasets.Versions;

/// <summary>A published version and where it lies.</summary>
/// <param name="Folder">Its folder from the root of all datasets, such as <c>roads/v2</c>.</param>
/// <param name="Manifest">Its manifest.</param>
public sealed record DatasetVersion(string Folder, DatasetManifest Manifest)
{
    /// <summary>The shard of an image, from the root of all datasets.</summary>
    public string ShardOf(DatasetImage image) => VersionPath.Resolve(Folder, Manifest.Shards[image.Shard]);
}
