namespace Serverless.Pipeline.Evaluation;

/// <summary>Which classes a model and a data set have in common, by name, whatever the case of the letters.</summary>
public sealed class ClassMapping
{
    private readonly Dictionary<int, int> _ofModel = [];
    private readonly Dictionary<int, int> _ofDataset = [];

    /// <param name="model">Class names of the model by its class ids.</param>
    /// <param name="dataset">Class names of the data set by its class ids.</param>
    public ClassMapping(IReadOnlyList<string> model, IReadOnlyList<string> dataset)
    {
        var common = new List<string>();
        foreach (var (id, name) in dataset.Index())
        {
            if (IndexOf(model, name) is >= 0 and var known && _ofModel.TryAdd(known, common.Count))
            {
                _ofDataset[id] = common.Count;
                common.Add(name);
            }
        }

        Common = common;
        OnlyModel = [.. model.Where((_, id) => !_ofModel.ContainsKey(id))];
        OnlyDataset = [.. dataset.Where((_, id) => !_ofDataset.ContainsKey(id))];
    }

    /// <summary>Names of the classes that are measured, as the data set spells them; the index is their id in the evaluation.</summary>
    public IReadOnlyList<string> Common { get; }

    /// <summary>Classes that only the model knows: what it finds of them is left out.</summary>
    public IReadOnlyList<string> OnlyModel { get; }

    /// <summary>Classes that only the data set has: its objects of them are left out.</summary>
    public IReadOnlyList<string> OnlyDataset { get; }

    /// <summary>Id in the evaluation; <c>null</c> for a class that is left out.</summary>
    public int? OfModel(int classId) => _ofModel.TryGetValue(classId, out var id) ? id : null;

    /// <inheritdoc cref="OfModel"/>
    public int? OfDataset(int classId) => _ofDataset.TryGetValue(classId, out var id) ? id : null;

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (string.Equals(names[i].Trim(), name.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
