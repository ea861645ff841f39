using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Ingestion;

/// <summary>Input of <see cref="NormalizeImages"/>.</summary>
public sealed record NormalizeImagesInput(IngestionJob Job, IngestionOutline Outline, int Batch);
