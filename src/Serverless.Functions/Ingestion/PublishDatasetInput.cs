namespace Serverless.Functions.Ingestion;

/// <summary>Input of <see cref="PublishDataset"/>.</summary>
public sealed record PublishDatasetInput(IngestionJob Job, int Version, int Groups);
