namespace Serverless.Training;

/// <summary>How to evaluate.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Side of the square input in pixels; null for the one that the weights were trained with.</summary>
    public int? ImageSize { get; init; }

    public int BatchSize { get; init; } = 16;

    /// <summary><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Threads that compute; 0 for one a processor.</summary>
    public int Threads { get; init; }
}
