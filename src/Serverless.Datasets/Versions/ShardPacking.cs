using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Versions;

/// <summary>
/// Keeps versions quick to download. A version refers to the shards of others as long as it uses most of what is in them;
/// of a shard that it uses less of, its images are copied into shards of its own, byte for byte.
/// </summary>
public static class ShardPacking
{
    // Below this share, a download would mostly fetch what it does not need.
    private const double WorthSharing = 0.5;

    /// <summary>Decides which images are copied.</summary>
    /// <param name="folder">Folder of the new version, such as <c>roads/v2</c>.</param>
    /// <param name="derivation">Refers to the shards of other versions only.</param>
    /// <param name="sources">The versions that it is made of.</param>
    /// <returns>The derivation as it is once all packages are written, and the packages.</returns>
    public static (Derivation Derivation, IReadOnlyList<ShardPackage> Packages) Plan(
        string folder, Derivation derivation, IReadOnlyList<DatasetVersion> sources)
    {
        var held = sources
            .SelectMany(source => source.Manifest.Images.Select(image => (Shard: source.ShardOf(image), Entry: image.Entry ?? image.Name)))
            .Distinct()
            .CountBy(place => place.Shard)
            .ToDictionary(StringComparer.Ordinal);
        var excerpts = derivation.Images
            .GroupBy(image => derivation.Shards[image.Shard])
            .Where(images => images.Count() < held[images.Key] * WorthSharing)
            .Select(images => new ShardExcerpt(images.Key, [.. images.Select(image => new CopiedImage(image.Entry ?? image.Name, image with { Entry = null }))]))
            .ToList();
        var packages = Combine(excerpts, sources[0].Manifest.Options.ImagesPerGroup);
        var moved = packages
            .SelectMany(package => package.Excerpts.Select(excerpt => (excerpt.Shard, Target: $"{folder}/{DatasetManifest.ShardPath(package.Number)}")))
            .ToDictionary(StringComparer.Ordinal);
        var images = derivation.Images
            .Select(image => moved.TryGetValue(derivation.Shards[image.Shard], out var target)
                ? (image with { Entry = null }, target)
                : (image with { Entry = image.Entry == image.Name ? null : image.Entry }, derivation.Shards[image.Shard]))
            .ToList();
        return (derivation.With(images), packages);
    }

    private static List<ShardPackage> Combine(List<ShardExcerpt> excerpts, int imagesPerShard)
    {
        var packages = new List<ShardPackage>();
        for (var first = 0; first < excerpts.Count;)
        {
            var images = 0;
            var members = excerpts.Skip(first).TakeWhile(excerpt => (images += excerpt.Images.Count) <= imagesPerShard).ToList();
            packages.Add(new ShardPackage(packages.Count, members.Count > 0 ? members : [excerpts[first]]));
            first += packages[^1].Excerpts.Count;
        }

        return packages;
    }

    /// <summary>Writes a package.</summary>
    /// <param name="package">What goes in.</param>
    /// <param name="open">Opens a shard by its path from the root.</param>
    /// <param name="shardTar">Takes the new shard; stays open.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <exception cref="DatasetException">An image is not in its shard, or not what it was.</exception>
    public static void Pack(ShardPackage package, Func<string, Stream> open, Stream shardTar, CancellationToken cancellationToken)
    {
        using var writer = new ShardWriter(shardTar);
        ShardExcerpts.Read(package.Excerpts, open, writer.Write, cancellationToken);
    }
}
