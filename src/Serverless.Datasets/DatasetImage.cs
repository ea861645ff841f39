using System.Text.Json.Serialization;

namespace Serverless.Datasets;

/// <summary>One image of a dataset version with its labels.</summary>
public sealed record DatasetImage
{
    /// <summary>Unique and safe as a file name, such as <c>train/00012_street.jpg</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Path of the uploaded file in its archive or folder.</summary>
    public required string Source { get; init; }

    public required DatasetSplit Split { get; init; }

    /// <summary>Pixels, as displayed: after the orientation that a camera noted was applied.</summary>
    public required int Width { get; init; }

    /// <inheritdoc cref="Width"/>
    public required int Height { get; init; }

    /// <summary>SHA-256 of the stored bytes, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>
    /// <see cref="Quality.PerceptualHash"/> of the pixels, 16 hexadecimal digits; null for an image of one colour, and in
    /// versions made before there were such.
    /// </summary>
    public string? PerceptualHash { get; init; }

    /// <summary>Index into <see cref="DatasetManifest.Shards"/>.</summary>
    public required int Shard { get; init; }

    /// <summary>Its entry in the shard where that is not <see cref="Name"/>: a shard of an earlier version names it as that version does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Entry { get; init; }

    /// <summary>Empty for a background image.</summary>
    public required IReadOnlyList<LabeledBox> Boxes { get; init; }
}
