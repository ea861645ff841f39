namespace Serverless.Cli.Demo;

/// <summary>What the demo works on.</summary>
internal sealed record DemoOptions
{
    /// <summary>Folder of the repository.</summary>
    public required string Root { get; init; }

    /// <summary>A data set zip of one's own; <c>null</c> for generated road pictures.</summary>
    public string? Dataset { get; init; }

    /// <summary>Class names of that data set, by id and separated by commas; <c>null</c> to take them from its data.yaml.</summary>
    public string? Classes { get; init; }

    /// <summary>A video of one's own; <c>null</c> for generated ones.</summary>
    public string? Video { get; init; }

    /// <summary>Epochs of the second training; the first has one.</summary>
    public int Epochs { get; init; }

    /// <summary>Side of the network input in pixels.</summary>
    public int ImageSize { get; init; }

    /// <summary>Images a step.</summary>
    public int Batch { get; init; }

    public bool HasOwnFiles => Dataset is not null;

    public string OutputFolder => Path.Combine(Root, "artifacts", "demo");
}
