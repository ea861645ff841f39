using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Input of <see cref="PublishAnalysis"/>.</summary>
public sealed record PublishAnalysisInput(string Folder, AnalysisSummary Summary, AnalysisTimings Timings);
