namespace Serverless.Training.Weights.Pickle;

/// <summary>A tuple. Compared by reference, so that a self-containing one cannot make a comparison endless.</summary>
internal sealed class PickleTuple(object?[] items)
{
    public static PickleTuple Empty { get; } = new([]);

    public IReadOnlyList<object?> Items { get; } = items;
}
