namespace Serverless.Training.Networks;

/// <summary>A network as data. The modules that are trained and the ONNX graph are both built from it.</summary>
/// <param name="Architecture">Such as <c>yolov8n</c>.</param>
/// <param name="Layers">In the order of execution; the first is the image.</param>
/// <param name="Backbone">Index of the layer that the backbone ends with, its deepest map.</param>
/// <param name="Levels">The head's outputs, finest first.</param>
/// <param name="ProjectionName">Name of the constant that holds 0…15, the distances that the box bins stand for.</param>
internal sealed record NetworkDeclaration(
    string Architecture,
    int Classes,
    IReadOnlyList<Layer> Layers,
    int Backbone,
    IReadOnlyList<HeadLevel> Levels,
    string ProjectionName)
{
    /// <summary>Bins of the distribution of each side's distance.</summary>
    public const int Bins = 16;

    /// <summary>Number of the block that the head is, 22 of <c>model.22</c>; blocks before it are the backbone and the neck.</summary>
    public int HeadBlock => Convolutions.Max(layer => layer.Block);

    /// <summary>Image sides must be multiples of it.</summary>
    public int Stride => Levels[^1].Stride;

    public IEnumerable<ConvolutionLayer> Convolutions => Layers.OfType<ConvolutionLayer>();

    /// <summary>
    /// Builds the declaration of one of <see cref="Networks.Architecture.Names"/> for a number of classes.
    /// </summary>
    /// <exception cref="TrainingException">There is no such architecture.</exception>
    public static NetworkDeclaration Create(string architecture, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        var parsed = Networks.Architecture.Parse(architecture);
        return parsed.Family == Family.YoloV8 ? YoloV8.Declare(parsed, classes) : Yolo11.Declare(parsed, classes);
    }
}
