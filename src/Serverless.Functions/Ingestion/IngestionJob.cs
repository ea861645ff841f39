using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Ingestion;

/// <summary>An ingestion that is being done.</summary>
/// <param name="Id">Id of its orchestration, which owns the reserved version and the folder <c>work/{id}/</c>.</param>
/// <param name="Request">What is ingested.</param>
public sealed record IngestionJob(string Id, IngestionRequest Request);
