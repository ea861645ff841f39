namespace Serverless.Functions.Analysis;

/// <summary>Input of <see cref="RenderAnalysis"/>.</summary>
/// <param name="Id">Id of the finished analysis.</param>
/// <param name="Confidence">Lowest confidence of a drawn detection.</param>
/// <param name="Trails">Whether the ways of objects are drawn.</param>
public sealed record RenderRequest(string Id, double Confidence, bool Trails);
