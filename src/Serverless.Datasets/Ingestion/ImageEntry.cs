namespace Serverless.Datasets.Ingestion;

/// <summary>An image of an archive or folder and what labels it.</summary>
/// <param name="Image">Path of the image.</param>
/// <param name="Label">Path of the file with its labels, or of the one that it shares with others; null for a background image.</param>
public sealed record ImageEntry(string Image, string? Label)
{
    /// <summary>
    /// The labels, where their file is shared by many images: it is read once, by the plan. Null where <see cref="Label"/> is
    /// the image's own file, which is read with the image.
    /// </summary>
    public PlannedLabels? Planned { get; init; }
}
