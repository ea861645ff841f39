using Serverless.Training.Weights.Pickle;

namespace Serverless.Training.Weights.PyTorch;

/// <summary>The tensors of a pickled module, under the names that its <c>state_dict</c> would give them.</summary>
internal static class ModuleTree
{
    private const int DeepestNesting = 64;
    private const int LongestName = 1024;

    /// <exception cref="PickleFormatException">Modules contain each other.</exception>
    public static IReadOnlyDictionary<string, TensorRecord> Tensors(PickleObject module)
    {
        var tensors = new Dictionary<string, TensorRecord>();
        Collect(module, string.Empty, tensors, [], depth: 0);
        return tensors;
    }

    /// <summary>The tensors of a <c>state_dict</c>.</summary>
    public static IReadOnlyDictionary<string, TensorRecord> Tensors(PickleDictionary state) => state.Entries
        .Where(entry => entry is { Key: string, Value: TensorRecord })
        .ToDictionary(entry => (string)entry.Key, entry => (TensorRecord)entry.Value!);

    // A module that is there under several names is taken under the first: shared branches at every level would make the walk endless.
    private static void Collect(
        PickleObject module, string prefix, Dictionary<string, TensorRecord> tensors, HashSet<PickleObject> seen, int depth)
    {
        if (!seen.Add(module))
        {
            return;
        }

        if (depth > DeepestNesting || prefix.Length > LongestName)
        {
            throw new PickleFormatException("its modules are nested without end.");
        }

        foreach (var kind in (ReadOnlySpan<string>)["_parameters", "_buffers"])
        {
            foreach (var (name, value) in Entries(module, kind))
            {
                if (value is TensorRecord tensor)
                {
                    tensors[$"{prefix}{name}"] = tensor;
                }
            }
        }

        foreach (var (name, value) in Entries(module, "_modules"))
        {
            if (value is PickleObject child)
            {
                Collect(child, $"{prefix}{name}.", tensors, seen, depth + 1);
            }
        }
    }

    private static IEnumerable<KeyValuePair<object, object?>> Entries(PickleObject module, string attribute) =>
        (module.Attributes.Find(attribute) as PickleDictionary)?.Entries ?? [];
}
