namespace Serverless.Pipeline.Analysis;

/// <summary>An annotated video that is planned: after an analysis, or again at another confidence.</summary>
/// <param name="Work">What there is to draw.</param>
/// <param name="Summary">The analysis, counted at the confidence asked for.</param>
public sealed record PlannedRendering(PlannedWork Work, AnalysisSummary Summary);
