using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Quality;

namespace Serverless.Datasets.Layouts;

/// <summary>What the labels of one image are checked against.</summary>
/// <param name="Width">Of the image as displayed, in pixels.</param>
/// <param name="Height">Of the image as displayed, in pixels.</param>
/// <param name="Classes">Class names; empty where the labels decide.</param>
/// <param name="Limits">What a label file may claim.</param>
/// <param name="Findings">Takes what is noticed.</param>
internal sealed record LabelContext(int Width, int Height, IReadOnlyList<string> Classes, IngestionLimits Limits, FindingList Findings)
{
    /// <summary>Class ids below this are taken where nobody names the classes; a higher one is a mistake.</summary>
    public const int InferredClasses = 1000;

    /// <summary>EXIF orientation by which the image was turned, 1 to 8; 1 is upright.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>Which boxes are suspicious, and what is done about them.</summary>
    public QualityOptions Quality { get; init; } = new();

    /// <inheritdoc cref="ImageGroup.KeypointColumns"/>
    public int KeypointColumns { get; init; }

    public int ClassCount => Classes.Count > 0 ? Classes.Count : InferredClasses;
}
