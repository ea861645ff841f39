namespace Serverless.Datasets.Reports;

/// <summary>What is in one split.</summary>
/// <param name="Split">Which.</param>
/// <param name="Images">All images.</param>
/// <param name="Backgrounds">Images without a box.</param>
/// <param name="Boxes">All boxes.</param>
/// <param name="BoxesByClass">Boxes by class id.</param>
public sealed record SplitSummary(DatasetSplit Split, int Images, int Backgrounds, int Boxes, IReadOnlyList<int> BoxesByClass);
