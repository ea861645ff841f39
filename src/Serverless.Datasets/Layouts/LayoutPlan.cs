namespace Serverless.Datasets.Layouts;

/// <summary>What a layout found.</summary>
/// <param name="Images">In no particular order.</param>
/// <param name="Classes">Class names by class id; empty where the labels decide.</param>
internal sealed record LayoutPlan(IReadOnlyList<PlannedImage> Images, IReadOnlyList<string> Classes);
