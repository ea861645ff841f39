using Serverless.Datasets.Versions;

namespace Serverless.Pipeline.Datasets;

/// <summary>Published versions of which another one is to be made.</summary>
/// <param name="Name">Name of the data set that gets the new version.</param>
/// <param name="Versions">What it is made of, each with its number.</param>
/// <param name="Classes">For a merge: new class names by old ones, <c>null</c> to drop a class's boxes.</param>
/// <param name="Subset">What to take of the one version; <c>null</c> merges.</param>
public sealed record DerivationRequest(
    string Name, IReadOnlyList<DatasetReference> Versions, IReadOnlyDictionary<string, string?>? Classes = null, SubsetChoice? Subset = null);
