namespace Serverless.Detection.Decoding;

/// <summary>The output of a detection network for one image.</summary>
/// <param name="Format">What rows and columns mean.</param>
/// <param name="Rows">Slow dimension.</param>
/// <param name="Columns">Fast dimension.</param>
public readonly record struct OutputLayout(OutputFormat Format, int Rows, int Columns)
{
    /// <summary>Values that make the box.</summary>
    internal const int BoxValues = 4;

    /// <summary>Values of a candidate of <see cref="OutputFormat.EndToEnd"/>.</summary>
    internal const int EndToEndValues = 6;

    /// <summary>Size of the network's input in pixels: where the candidates of <see cref="OutputFormat.Distributions"/> lie. Others do not need it.</summary>
    public ImageSize Input { get; init; }

    /// <summary>Number of values.</summary>
    public int Length => Rows * Columns;

    public int Candidates => Format is OutputFormat.ChannelsFirst or OutputFormat.Distributions ? Columns : Rows;

    /// <summary>Number of classes; unknown, 0, where the network has chosen the class itself.</summary>
    public int Classes => Format switch
    {
        OutputFormat.ChannelsFirst => Rows - BoxValues,
        OutputFormat.Distributions => Rows - BoxDistribution.Values,
        OutputFormat.ChannelsLast => Columns - BoxValues,
        _ => 0,
    };

    /// <summary>Layout of a YOLOv8 or YOLO11 network's output.</summary>
    public static OutputLayout ChannelsFirst(int classes, int candidates) =>
        new(OutputFormat.ChannelsFirst, BoxValues + classes, candidates);

    /// <summary>Layout of what the head of a YOLOv8 or YOLO11 network makes its output of.</summary>
    public static OutputLayout Distributions(int classes, ImageSize input) =>
        new(OutputFormat.Distributions, BoxDistribution.Values + classes, GridCell.Count(input)) { Input = input };
}
