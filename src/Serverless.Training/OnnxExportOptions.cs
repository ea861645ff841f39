namespace Serverless.Training;

/// <summary>What goes into an exported model besides its network.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>Side of the square input in pixels, a multiple of the stride; null for the one that the weights were trained with.</summary>
    public int? ImageSize { get; init; }

    public string Author { get; init; } = "Serverless";

    /// <summary>Null for a sentence that names architecture and classes.</summary>
    public string? Description { get; init; }

    public string Version { get; init; } = typeof(OnnxExportOptions).Assembly.GetName().Version!.ToString(3);
}
