using Serverless.Pipeline.Training;

namespace Serverless.Functions.Catalog;

/// <summary>One run in <c>GET /api/runs</c>.</summary>
/// <param name="Id">Id of the run.</param>
/// <param name="Model">Name of the model that gets a new version.</param>
/// <param name="Dataset">Name of the data set.</param>
/// <param name="DatasetVersion">Version of the data set.</param>
/// <param name="Result">How it ended; <c>null</c> while it runs or waits.</param>
/// <param name="Status">What its orchestration does, such as <c>Running</c>, <c>Completed</c> or <c>Failed</c>; <c>null</c> where that was purged.</param>
public sealed record RunListEntry(string Id, string Model, string Dataset, int DatasetVersion, RunResult? Result, string? Status);
