namespace Serverless.Functions.OpenApi;

/// <summary>What routes and types do not tell of a function.</summary>
/// <param name="Summary">What it does.</param>
/// <param name="Body">The record that its body is read as; <c>null</c> where it reads none as JSON.</param>
/// <param name="Answer">The record that it answers with; an array type for a list, <c>null</c> for what is no record.</param>
internal sealed record OperationDescription(string Summary, Type? Body = null, Type? Answer = null)
{
    public const string Json = "application/json";

    /// <summary>Of the answer; an <see cref="Answer"/> is the first.</summary>
    public IReadOnlyList<string> MediaTypes { get; init; } = [Json];

    /// <summary>Of a body that is no JSON; <c>null</c> for none.</summary>
    public string? RawBody { get; init; }

    /// <summary>The field that a body has to have; the others take their defaults where left out.</summary>
    public string? RequiredField { get; init; }

    /// <summary>Whether it starts something that takes a while.</summary>
    public bool IsAccepted { get; init; }

    /// <summary>Whether it may start something that takes a while, where it cannot answer at once.</summary>
    public bool MayBeAccepted { get; init; }

    /// <summary>Whether what its path names and is not there makes the request one that cannot be met.</summary>
    public bool MissingIsBadRequest { get; init; }

    /// <summary>Whether the state of things may not allow it.</summary>
    public bool MayConflict { get; init; }

    /// <summary>What may be sent beside path and body, where (<c>header</c> or <c>query</c>), and what it does.</summary>
    public IReadOnlyList<(string Name, string Place, string Meaning)> Optional { get; init; } = [];
}
