using System.Globalization;
using Serverless.Training.Weights.Pickle;

namespace Serverless.Training.Weights.PyTorch;

/// <summary>
/// The weights among what was saved: a checkpoint with a module under <c>ema</c> (preferred) or <c>model</c>, a module by itself, or a
/// state dict, by itself or under one of the usual keys.
/// </summary>
internal sealed class Checkpoint : ITensorSource
{
    private static readonly string[] s_keys = ["ema", "model", "state_dict", "model_state_dict", "ema_state_dict", "weights"];

    private readonly PyTorchArchive _archive;
    private readonly IReadOnlyDictionary<string, TensorRecord> _tensors;

    private Checkpoint(PyTorchArchive archive, IReadOnlyDictionary<string, TensorRecord> tensors, WeightsMetadata metadata)
    {
        _archive = archive;
        _tensors = tensors;
        Metadata = metadata;
    }

    public WeightsMetadata Metadata { get; }

    public IReadOnlyCollection<string> Names => [.. _tensors.Keys];

    /// <exception cref="TrainingException">The file cannot be read or holds no weights.</exception>
    public static Checkpoint Open(string path)
    {
        var archive = PyTorchArchive.Open(path);
        try
        {
            var model = FindModel(archive.Root);
            var tensors = model switch
            {
                PickleObject module => ModuleTree.Tensors(module),
                PickleDictionary state => ModuleTree.Tensors(state),
                _ => new Dictionary<string, TensorRecord>(),
            };
            return tensors.Count > 0
                ? new Checkpoint(archive, tensors, MetadataOf(archive, archive.Root as PickleDictionary, model as PickleObject))
                : throw new TrainingException($"{path} holds no weights: neither a module nor a state dict.");
        }
        catch (PickleFormatException exception)
        {
            throw new TrainingException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    public IReadOnlyList<long> ShapeOf(string name) => _tensors[name].Shape;

    public TorchSharp.torch.Tensor Read(string name) => _archive.Read(_tensors[name]);

    private static object? FindModel(object? root) => root is PickleDictionary dictionary
        ? s_keys.Select(dictionary.Find).FirstOrDefault(value => value is PickleObject or PickleDictionary { Count: > 0 }) ?? root
        : root;

    private static WeightsMetadata MetadataOf(PyTorchArchive archive, PickleDictionary? root, PickleObject? module)
    {
        var yaml = module?.Attributes.Find("yaml") as PickleDictionary;
        var file = (yaml?.Find("yaml_file") ?? module?.Attributes.Find("yaml_file")) as string;
        var arguments = root?.Find("train_args") as PickleDictionary ?? module?.Attributes.Find("args") as PickleDictionary;
        return new WeightsMetadata(
            file is null ? module?.Type.FullName : Path.GetFileNameWithoutExtension(file),
            NamesOf(module?.Attributes.Find("names") ?? root?.Find("names")),
            arguments?.Find("imgsz") is long size and > 0 and <= ushort.MaxValue ? (int)size : null,
            module?.Attributes.Find("stride") is TensorRecord { Shape: [> 0 and < 8] } strides ? StridesOf(archive, strides) : null);
    }

    private static int[] StridesOf(PyTorchArchive archive, TensorRecord record)
    {
        using var strides = archive.Read(record);
        using var numbers = strides.to(TorchSharp.torch.ScalarType.Float64);
        return [.. numbers.data<double>().Select(stride => (int)stride)];
    }

    private static string[]? NamesOf(object? value) => value switch
    {
        List<object?> list => [.. list.Select(Text)],
        PickleDictionary byId when byId.Entries.All(entry => entry.Key is long) =>
            [.. byId.Entries.OrderBy(entry => (long)entry.Key).Select(entry => Text(entry.Value))],
        _ => null,
    };

    private static string Text(object? name) => Convert.ToString(name, CultureInfo.InvariantCulture) ?? string.Empty;
}
