namespace Serverless.Datasets.Versions;

/// <summary>How much of a version differs from the one before. Images are told apart by their content, not by their names.</summary>
/// <param name="Base">The version before.</param>
/// <param name="Added">Images that were not there.</param>
/// <param name="Removed">Images that are not there any more.</param>
/// <param name="Relabeled">Images in both with other boxes or classes.</param>
/// <param name="Moved">Images in both that are in another split.</param>
/// <param name="Unchanged">Images that are the same in both.</param>
/// <param name="AddedClasses">Names of classes that were not there.</param>
/// <param name="RemovedClasses">Names of classes that are not there any more.</param>
public sealed record DiffSummary(
    int Base,
    int Added,
    int Removed,
    int Relabeled,
    int Moved,
    int Unchanged,
    IReadOnlyList<string> AddedClasses,
    IReadOnlyList<string> RemovedClasses);
