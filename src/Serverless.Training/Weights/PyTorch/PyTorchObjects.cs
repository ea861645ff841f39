using Serverless.Training.Weights.Pickle;
using static TorchSharp.torch;

namespace Serverless.Training.Weights.PyTorch;

/// <summary>The few calls that PyTorch's pickles need: tensors, parameters and containers. All else becomes data.</summary>
internal sealed class PyTorchObjects : IPickleObjects
{
    private static readonly Dictionary<string, ScalarType> s_storages = new()
    {
        ["DoubleStorage"] = ScalarType.Float64,
        ["FloatStorage"] = ScalarType.Float32,
        ["HalfStorage"] = ScalarType.Float16,
        ["BFloat16Storage"] = ScalarType.BFloat16,
        ["LongStorage"] = ScalarType.Int64,
        ["IntStorage"] = ScalarType.Int32,
        ["ShortStorage"] = ScalarType.Int16,
        ["CharStorage"] = ScalarType.Int8,
        ["ByteStorage"] = ScalarType.Byte,
        ["BoolStorage"] = ScalarType.Bool,
    };

    public object? Create(PickleGlobal global, PickleTuple arguments) => global.FullName switch
    {
        "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor" => Tensor(arguments.Items),
        "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state" => arguments.Items.ElementAtOrDefault(0),
        "collections.OrderedDict" or "collections.defaultdict" or "builtins.dict" or "__builtin__.dict" => new PickleDictionary(),
        "builtins.set" or "__builtin__.set" or "builtins.frozenset" or "__builtin__.frozenset" or "builtins.list" or "__builtin__.list" =>
            new List<object?>(Items(arguments.Items.ElementAtOrDefault(0))),
        "torch.Size" or "builtins.tuple" or "__builtin__.tuple" => new PickleTuple([.. Items(arguments.Items.ElementAtOrDefault(0))]),
        _ => new PickleObject(global, arguments),
    };

    // ('storage', type, key, device, number of elements)
    public object? Resolve(object? identifier)
    {
        if (identifier is PickleTuple { Items: ["storage", PickleGlobal type, string key, _, long count, ..] }
            && type.Module is "torch" or "torch.storage"
            && s_storages.TryGetValue(type.Name, out var scalar)
            && count >= 0)
        {
            return new StorageReference(key, scalar, count);
        }

        throw new PickleFormatException("it refers to data in a way that PyTorch's state dicts and checkpoints do not.");
    }

    // (storage, offset, shape, strides, …)
    private static TensorRecord Tensor(IReadOnlyList<object?> arguments)
    {
        if (arguments is [StorageReference storage, long offset, PickleTuple shape, PickleTuple strides, ..]
            && shape.Items.Concat(strides.Items).All(size => size is long))
        {
            var record = new TensorRecord(storage, offset, [.. shape.Items.Cast<long>()], [.. strides.Items.Cast<long>()]);
            return record.IsWithinStorage()
                ? record
                : throw new PickleFormatException($"a tensor of shape [{string.Join(", ", record.Shape)}] in it does not lie within its data.");
        }

        throw new PickleFormatException("a tensor in it is not described as PyTorch does.");
    }

    private static IEnumerable<object?> Items(object? value) => value switch
    {
        List<object?> list => list,
        PickleTuple tuple => tuple.Items,
        _ => [],
    };
}
