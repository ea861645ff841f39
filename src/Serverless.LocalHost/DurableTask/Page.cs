namespace Microsoft.DurableTask;

/// <summary>A part of a long answer.</summary>
public sealed class Page<T>
    where T : notnull
{
    public Page(IReadOnlyList<T> values, string? continuationToken = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        Values = values;
        ContinuationToken = continuationToken;
    }

    public IReadOnlyList<T> Values { get; }

    /// <summary>Where the next page begins; null after the last one.</summary>
    public string? ContinuationToken { get; }
}
