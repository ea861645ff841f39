using Serverless.Training.Networks;
using Serverless.Training.Weights.Onnx;
using Serverless.Training.Weights.PyTorch;

namespace Serverless.Training.Weights;

/// <summary>
/// A weights file of any format, opened: safetensors, what <c>torch.save</c> wrote (a checkpoint, a module or a state dict), or ONNX. The
/// format follows from the content, not from the file's name; the architecture from the shapes of the tensors.
/// </summary>
internal sealed class ModelWeights
{
    private const int DefaultImageSize = 640;

    private ModelWeights(PublicTensors tensors, ModelInfo info)
    {
        Tensors = tensors;
        Info = info;
    }

    public PublicTensors Tensors { get; }

    public ModelInfo Info { get; }

    /// <exception cref="TrainingException">The file is missing, damaged, hostile, or holds another network; the message says which.</exception>
    public static ModelWeights Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new TrainingException($"There is no weights file {path}.");
        }

        var (source, metadata) = OpenSource(path);
        var tensors = new PublicTensors(source);
        var declaration = ArchitectureDetector.Detect(tensors, metadata, path);
        ThrowIfOtherStrides(declaration, metadata, path);
        var names = metadata.Names ?? [.. Enumerable.Range(0, declaration.Classes).Select(id => FormattableString.Invariant($"class{id}"))];
        return names.Count == declaration.Classes
            ? new ModelWeights(tensors, new ModelInfo(declaration.Architecture, names, metadata.ImageSize ?? DefaultImageSize))
            : throw new TrainingException(FormattableString.Invariant(
                $"{path} names {names.Count} classes, but its network tells {declaration.Classes} apart."));
    }

    private static (ITensorSource Source, WeightsMetadata Metadata) OpenSource(string path)
    {
        switch (WeightsFormats.Identify(path))
        {
            case WeightsFormat.SafeTensors:
                var file = SafeTensorsFile.Open(path);
                return (file, ModelInfo.MetadataOf(file, path));
            case WeightsFormat.PyTorch:
                var checkpoint = Checkpoint.Open(path);
                return (checkpoint, checkpoint.Metadata);
            default:
                var model = OnnxWeights.Open(path);
                return (model, model.Metadata);
        }
    }

    private static void ThrowIfOtherStrides(NetworkDeclaration declaration, WeightsMetadata metadata, string path)
    {
        var expected = declaration.Levels.Select(level => level.Stride).ToArray();
        if (metadata.Strides is { } strides && !strides.SequenceEqual(expected))
        {
            throw new TrainingException(
                $"{path} was made for strides {string.Join(", ", strides)}; {declaration.Architecture} has {string.Join(", ", expected)}.");
        }
    }
}
