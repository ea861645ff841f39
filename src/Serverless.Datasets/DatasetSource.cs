using System.Text.Json.Serialization;

namespace Serverless.Datasets;

/// <summary>Where a dataset version came from.</summary>
/// <param name="FileName">Name of the uploaded file or folder, or what stands for it.</param>
/// <param name="Sha256">SHA-256 of the file, where known.</param>
/// <param name="ETag">Entity tag of the uploaded blob, where known.</param>
/// <param name="Kaggle">Handle on Kaggle that it was downloaded by.</param>
/// <param name="Versions">The versions that it was made of, such as <c>roads/v2</c>.</param>
public sealed record DatasetSource(
    string FileName,
    string? Sha256 = null,
    string? ETag = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Kaggle = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Versions = null);
