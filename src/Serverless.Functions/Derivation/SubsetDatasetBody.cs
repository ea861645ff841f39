namespace Serverless.Functions.Derivation;

/// <summary>Body of <c>POST /api/datasets/{name}/subset</c>. An image is taken if it meets all that is given.</summary>
/// <param name="Version">What to take from: <c>roads/v2</c>, or <c>roads</c> for its newest version.</param>
/// <param name="Split"><c>train</c>, <c>validation</c> or <c>test</c>.</param>
/// <param name="Classes">Names of classes: images with a box of them, and only these boxes.</param>
/// <param name="Images">Images by name, or by path in the upload.</param>
public sealed record SubsetDatasetBody(string? Version, string? Split, IReadOnlyList<string>? Classes, IReadOnlyList<string>? Images);
