namespace Serverless.Detection.Evaluation;

/// <summary>
/// Which classes are taken for which. Predictions above <see cref="Confidence"/> are paired with marked objects of any class that they
/// overlap by more than <see cref="Iou"/>, the largest overlap first, each with at most one; a prediction or an object that finds no
/// partner is paired with the background. The thresholds are those of the public YOLO tools.
/// </summary>
public sealed class ConfusionMatrix
{
    /// <summary>Predictions have to be more confident than this to count.</summary>
    public const float Confidence = 0.25f;

    /// <summary>A prediction and an object have to overlap by more than this to be a pair.</summary>
    public const float Iou = 0.45f;

    private readonly int[,] _counts;

    internal ConfusionMatrix(int[,] counts) => _counts = counts;

    /// <summary>Classes, without the background.</summary>
    public int Classes => _counts.GetLength(0) - 1;

    /// <summary>Index of the background: the number of classes.</summary>
    public int Background => Classes;

    /// <summary>How often objects of one class were predicted as another.</summary>
    /// <param name="predicted">Class id; <see cref="Background"/> for objects that were not found.</param>
    /// <param name="actual">Class id; <see cref="Background"/> for predictions where there is no object.</param>
    public int this[int predicted, int actual] => _counts[predicted, actual];

    /// <summary>Objects of a class; for the background, predictions where there is no object.</summary>
    public int Total(int actual) => Enumerable.Range(0, Classes + 1).Sum(predicted => _counts[predicted, actual]);

    /// <summary>Share, 0 to 1, of what is actually one class that was predicted as another; 0 where there is nothing of it.</summary>
    public double Share(int predicted, int actual) => Total(actual) is > 0 and var total ? _counts[predicted, actual] / (double)total : 0;
}
