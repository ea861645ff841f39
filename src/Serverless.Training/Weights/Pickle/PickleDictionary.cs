namespace Serverless.Training.Weights.Pickle;

/// <summary>
/// A dictionary under its text and whole-number keys (<see cref="string"/> and <see cref="long"/>), in the order of their first appearance. Entries under keys of other kinds
/// are left out: no weights are found under them.
/// </summary>
internal sealed class PickleDictionary
{
    private readonly OrderedDictionary<object, object?> _entries = [];

    public int Count => _entries.Count;

    public IEnumerable<KeyValuePair<object, object?>> Entries => _entries;

    public void Set(object? key, object? value)
    {
        if (key is string or long)
        {
            _entries[key] = value;
        }
    }

    /// <summary>The value under a key; null where there is none.</summary>
    public object? Find(object key) => _entries.GetValueOrDefault(key);
}
