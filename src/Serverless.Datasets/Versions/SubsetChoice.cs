namespace Serverless.Datasets.Versions;

/// <summary>Which images of a version a subset takes: those that meet all that is given.</summary>
/// <param name="Split">Only those of a split.</param>
/// <param name="Classes">Only those with a box of these classes, and only these boxes.</param>
/// <param name="Images">Only these, by their name or by their path in the upload.</param>
public sealed record SubsetChoice(DatasetSplit? Split = null, IReadOnlyList<string>? Classes = null, IReadOnlyList<string>? Images = null);
