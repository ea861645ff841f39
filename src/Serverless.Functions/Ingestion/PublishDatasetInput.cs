using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Ingestion;

/// <summary>Input of <see cref="PublishDataset"/>.</summary>
public sealed record PublishDatasetInput(IngestionJob Job, IngestionOutline Outline);
