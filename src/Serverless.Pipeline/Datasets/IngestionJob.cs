namespace Serverless.Pipeline.Datasets;

/// <summary>An ingestion that is being done.</summary>
/// <param name="Id">Id of its orchestration, which owns the reserved version and the folder <c>work/{id}/</c>.</param>
/// <param name="Request">What is ingested.</param>
/// <param name="StartedAt">When it began: the time of the version, however often steps are done again.</param>
public sealed record IngestionJob(string Id, IngestionRequest Request, DateTimeOffset StartedAt);
