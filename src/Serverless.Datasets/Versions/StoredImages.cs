namespace Serverless.Datasets.Versions;

/// <summary>The images of a published version by their content, so that a newer version refers to them instead of storing them again.</summary>
public sealed class StoredImages
{
    private readonly Dictionary<string, (string Shard, string Entry)> _places = new(StringComparer.Ordinal);

    /// <param name="version">The version before; null where there is none.</param>
    public StoredImages(DatasetVersion? version)
    {
        foreach (var image in version?.Manifest.Images ?? [])
        {
            _places.TryAdd(image.Sha256, (version!.ShardOf(image), image.Entry ?? image.Name));
        }

        Hashes = _places.Keys.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>SHA-256 of all images.</summary>
    public IReadOnlySet<string> Hashes { get; }

    /// <summary>Makes a manifest refer to the stored images. Shards that nothing is left in are dropped from it.</summary>
    /// <param name="manifest">As assembled, with one shard for each group.</param>
    /// <param name="folder">Folder of the new version, such as <c>roads/v2</c>.</param>
    public DatasetManifest Share(DatasetManifest manifest, string folder)
    {
        var places = manifest.Images.Select(image => Find(image, manifest, folder)).ToList();
        var shards = places.Select(place => place.Shard).Distinct().ToList();
        var numbers = shards.Index().ToDictionary(shard => shard.Item, shard => shard.Index, StringComparer.Ordinal);
        return manifest with
        {
            Shards = shards,
            Images =
            [
                .. manifest.Images.Zip(places, (image, place) => image with
                {
                    Shard = numbers[place.Shard],
                    Entry = place.Entry == image.Name ? null : place.Entry,
                }),
            ],
        };
    }

    private (string Shard, string Entry) Find(DatasetImage image, DatasetManifest manifest, string folder) =>
        _places.TryGetValue(image.Sha256, out var place)
            ? (VersionPath.Relative(folder, place.Shard), place.Entry)
            : (manifest.Shards[image.Shard], image.Name);
}
