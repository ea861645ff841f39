namespace Serverless.Training;

/// <summary>What goes into an exported model besides its network, whatever the format.</summary>
public abstract record ExportOptions
{
    /// <summary>Side of the square input in pixels, a multiple of the stride; null for the one that the weights were trained with.</summary>
    public int? ImageSize { get; init; }

    /// <summary>
    /// Whether the weights of convolutions are stored in 16 bits, which halves the file; default no. Inputs, outputs and the computation
    /// itself stay float32, so that every tool takes the model as it takes the other.
    /// </summary>
    public bool HalfPrecision { get; init; }

    /// <summary>A picture that the exported model is checked on besides random ones; null for none.</summary>
    public string? SampleImage { get; init; }

    public string Author { get; init; } = "Serverless";

    /// <summary>Null for a sentence that names architecture and classes.</summary>
    public string? Description { get; init; }

    public string Version { get; init; } = typeof(ExportOptions).Assembly.GetName().Version!.ToString(3);
}
