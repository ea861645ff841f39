namespace Microsoft.DurableTask.Client.Entities;

/// <summary>Which entities to list; every one that has a state where nothing is set.</summary>
public record EntityQuery
{
    public const int DefaultPageSize = 100;

    private readonly string? _instanceIdStartsWith;

    /// <summary>The beginning of the ids, as in <c>@name@key</c>; the first <c>@</c> may be left out.</summary>
    public string? InstanceIdStartsWith
    {
        get => _instanceIdStartsWith;
        init => _instanceIdStartsWith = Normalize(value);
    }

    public DateTimeOffset? LastModifiedFrom { get; init; }

    public DateTimeOffset? LastModifiedTo { get; init; }

    public bool IncludeState { get; init; } = true;

    /// <summary>Whether to list entities that have no state, too.</summary>
    public bool IncludeTransient { get; init; }

    public int? PageSize { get; init; } = DefaultPageSize;

    public string? ContinuationToken { get; init; }

    private static string? Normalize(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        var id = value[0] == '@' ? value : '@' + value;
        var nameEnd = id.IndexOf('@', 1) is > 0 and var separator ? separator : id.Length;
#pragma warning disable CA1308 // Part of stored ids, which are in lower case.
        return id[..nameEnd].ToLowerInvariant() + id[nameEnd..];
#pragma warning restore CA1308
    }
}
