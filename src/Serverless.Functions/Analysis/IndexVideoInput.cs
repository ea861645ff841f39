using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Input of <see cref="IndexVideo"/>.</summary>
public sealed record IndexVideoInput(string Id, AnalysisRequest Request);
