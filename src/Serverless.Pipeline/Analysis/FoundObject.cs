using Serverless.Detection;

namespace Serverless.Pipeline.Analysis;

/// <summary>A detection as it is told to people.</summary>
/// <param name="Class">Number of the class.</param>
/// <param name="Name">Name of the class.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Box">Left, top, right and bottom in pixels of the upright image.</param>
public sealed record FoundObject(int Class, string Name, float Confidence, IReadOnlyList<float> Box)
{
    public static FoundObject Of(DetectedObject detected, IReadOnlyList<string> names) => new(
        detected.ClassId,
        ClassNames.Of(names, detected.ClassId),
        MathF.Round(detected.Confidence, 4),
        [MathF.Round(detected.Box.Left, 2), MathF.Round(detected.Box.Top, 2), MathF.Round(detected.Box.Right, 2), MathF.Round(detected.Box.Bottom, 2)]);
}
