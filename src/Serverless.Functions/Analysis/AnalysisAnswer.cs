using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Answer of <c>GET /api/analyses/{id}</c>.</summary>
/// <param name="Id">Id of the analysis.</param>
/// <param name="Status"><c>completed</c>, or what its orchestration is at: <c>running</c>, <c>failed</c> and so on.</param>
/// <param name="Error">Why it failed; <c>null</c> where it did not.</param>
/// <param name="Summary">What it came to; <c>null</c> before it is finished.</param>
/// <param name="Files">Its files; <c>null</c> before it is finished.</param>
/// <param name="Renders">Its drawings at other confidences.</param>
public sealed record AnalysisAnswer(
    string Id, string Status, string? Error, AnalysisSummary? Summary, ResultFiles? Files, IReadOnlyList<RenderAnswer> Renders);
