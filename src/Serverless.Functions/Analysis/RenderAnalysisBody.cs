namespace Serverless.Functions.Analysis;

/// <summary>Body of <c>POST /api/analyses/{id}/render</c>.</summary>
/// <param name="Confidence">Lowest confidence of a drawn detection, 0.01 to 1.</param>
/// <param name="Trails">Draw the way that each object came along; not where left out.</param>
public sealed record RenderAnalysisBody(double? Confidence, bool? Trails);
