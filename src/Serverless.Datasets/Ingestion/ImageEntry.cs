namespace Serverless.Datasets.Ingestion;

/// <summary>An image of an archive or folder and the file that labels it.</summary>
/// <param name="Image">Path of the image.</param>
/// <param name="Label">Path of the label file; null for a background image.</param>
public sealed record ImageEntry(string Image, string? Label);
