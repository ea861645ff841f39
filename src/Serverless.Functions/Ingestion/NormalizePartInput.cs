using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Ingestion;

/// <summary>Input of <see cref="NormalizePart"/>.</summary>
/// <param name="Job">The ingestion.</param>
/// <param name="Outline">What it has to do.</param>
/// <param name="First">First batch of the part.</param>
/// <param name="Count">Batches of the part.</param>
public sealed record NormalizePartInput(IngestionJob Job, IngestionOutline Outline, int First, int Count);
