namespace Serverless.Functions.Derivation;

/// <summary>Body of <c>POST /api/datasets/{name}/merge</c>.</summary>
/// <param name="Versions">What to merge: <c>roads/v2</c>, or <c>roads</c> for its newest version.</param>
/// <param name="Classes">New names of classes by their old ones; <c>null</c> drops the boxes of a class. Others keep their names.</param>
public sealed record MergeDatasetsBody(IReadOnlyList<string>? Versions, IReadOnlyDictionary<string, string?>? Classes);
