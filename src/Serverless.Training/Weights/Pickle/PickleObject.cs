namespace Serverless.Training.Weights.Pickle;

/// <summary>An object of any class, as data: what its class's constructor would have been given, and its attributes. It has no behaviour.</summary>
internal sealed class PickleObject(PickleGlobal type, PickleTuple arguments)
{
    public PickleGlobal Type { get; } = type;

    public PickleTuple Arguments { get; } = arguments;

    /// <summary>Attributes, and entries where the class is a kind of dictionary.</summary>
    public PickleDictionary Attributes { get; } = new();

    /// <summary>Takes over the state that Python would give to <c>__setstate__</c>: a dictionary, or a pair of dictionaries.</summary>
    public void SetState(object? state)
    {
        foreach (var part in state is PickleTuple pair ? pair.Items : [state])
        {
            foreach (var (key, value) in (part as PickleDictionary)?.Entries ?? [])
            {
                Attributes.Set(key, value);
            }
        }
    }
}
