namespace Serverless.Functions.OpenApi;

/// <summary>What routes and types do not tell of a function.</summary>
/// <param name="Summary">What it does.</param>
/// <param name="Body">The record that its body is read as; <c>null</c> where it reads none.</param>
/// <param name="Answer">The record that it answers with; an array type for a list, <c>null</c> for what is no record.</param>
internal sealed record OperationDescription(string Summary, Type? Body = null, Type? Answer = null)
{
    /// <summary>Of the answer.</summary>
    public string MediaType { get; init; } = "application/json";

    /// <summary>The field that a body has to have; the others take their defaults where left out.</summary>
    public string? RequiredField { get; init; }

    /// <summary>Whether it starts something that takes a while.</summary>
    public bool IsAccepted { get; init; }

    /// <summary>A header that may be sent, and what it does.</summary>
    public (string Name, string Meaning)? Header { get; init; }
}
