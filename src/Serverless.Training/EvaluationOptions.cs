namespace Serverless.Training;

/// <summary>How to evaluate.</summary>
public sealed record EvaluationOptions
{
    /// <summary>What the longer side of every image is scaled to, in pixels; null for the one that the weights were trained with.</summary>
    public int? ImageSize { get; init; }

    public int BatchSize { get; init; } = 16;

    /// <summary>
    /// Whether images of like aspect ratio are measured together in inputs that are as small as their shapes allow, with some border around
    /// them, as the public recipe does; default yes. If not, every image fills a square input, as an exported model of fixed size sees it.
    /// </summary>
    public bool Rectangular { get; init; } = true;

    /// <summary><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Threads that compute; 0 for one a processor.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Where curves, the confusion matrix, pictures of the first batches and <c>metrics.json</c> are left, replacing files of the same names;
    /// null for nowhere.
    /// </summary>
    public string? OutputFolder { get; init; }
}
