namespace Serverless.Pipeline.Analysis;

/// <summary>A rendering at another confidence that is planned.</summary>
/// <param name="Work">What there is to do.</param>
/// <param name="Summary">The analysis, counted at that confidence.</param>
public sealed record PlannedRendering(PlannedWork Work, AnalysisSummary Summary);
