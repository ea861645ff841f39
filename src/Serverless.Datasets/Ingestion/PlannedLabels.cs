namespace Serverless.Datasets.Ingestion;

/// <summary>Labels of one image as its annotation file gives them, unchecked.</summary>
/// <param name="Boxes">In the order of the file.</param>
/// <param name="AreShares">Whether edges are shares of the image's size; false for pixels.</param>
/// <param name="Width">Of the image, in pixels, as the annotation file has it; 0 where it does not say.</param>
/// <param name="Height">Of the image, in pixels, as the annotation file has it; 0 where it does not say.</param>
public sealed record PlannedLabels(IReadOnlyList<PlannedBox> Boxes, bool AreShares = false, int Width = 0, int Height = 0);
