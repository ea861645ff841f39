using System.Security.Cryptography;
using System.Text;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Versions;

namespace Serverless.Datasets.Tests.Versions;

/// <summary>Manifests without files, for what only looks at manifests.</summary>
internal static class Manifests
{
    public static readonly LabeledBox Box = new(0, 0.5f, 0.5f, 0.25f, 0.25f);

    public static DatasetVersion Of(string folder, string[] classes, params DatasetImage[] images) => new(folder, new DatasetManifest
    {
        Name = folder.Split('/')[0],
        Version = int.Parse(folder.Split("/v")[1], System.Globalization.CultureInfo.InvariantCulture),
        Classes = classes,
        Images = images,
        Shards = [.. Enumerable.Range(0, images.Length == 0 ? 0 : images.Max(image => image.Shard) + 1).Select(DatasetManifest.ShardPath)],
        Source = new DatasetSource("set.zip"),
        CreatedAt = DateTimeOffset.UnixEpoch,
        Options = new IngestionOptions(),
    });

    /// <summary>An image whose content is told by <paramref name="content"/>.</summary>
    public static DatasetImage Image(string content, DatasetSplit split = DatasetSplit.Train, int shard = 0, params LabeledBox[] boxes) => new()
    {
        Name = $"{split}/{content}.jpg",
        Source = $"upload/{content}.jpg",
        Split = split,
        Width = 64,
        Height = 48,
        Sha256 = HashOf(Encoding.UTF8.GetBytes(content)),
        Shard = shard,
        Boxes = boxes,
    };

    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
