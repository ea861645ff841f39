namespace Serverless.Pipeline.Analysis;

/// <summary>What merging came to.</summary>
/// <param name="Summary">The counts.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record MergedDetections(AnalysisSummary Summary, double Seconds);
