namespace Serverless.Functions.Ingestion;

/// <summary>Input of <see cref="NormalizeImageGroup"/>.</summary>
public sealed record NormalizeImageGroupInput(IngestionJob Job, int Version, int Group);
