namespace Serverless.Training;

/// <summary>How to evaluate.</summary>
public sealed record EvaluationOptions
{
    /// <summary>What the longer side of every image is scaled to, in pixels; null for the one that the weights were trained with.</summary>
    public int? ImageSize { get; init; }

    public int BatchSize { get; init; } = 16;

    /// <summary>
    /// Whether images of like aspect ratio are measured together in inputs that are as small as their shapes allow, with some border around
    /// them, as the public recipe does; default yes. If not, every image fills a square input and is scaled exactly,
    /// as an exported model of fixed size sees it.
    /// </summary>
    public bool Rectangular { get; init; } = true;

    /// <summary><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Threads that compute; 0 for one a processor.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Where the results are left, replacing files of the same names; null, the default, for nowhere: <c>metrics.json</c>,
    /// <c>PR_curve.png</c>, <c>P_curve.png</c>, <c>R_curve.png</c>, <c>F1_curve.png</c>, <c>confusion_matrix.png</c> and
    /// <c>confusion_matrix_normalized.png</c>, and of the first three batches <c>val_batch0_labels.png</c> and <c>val_batch0_pred.png</c>.
    /// </summary>
    public string? OutputFolder { get; init; }
}
