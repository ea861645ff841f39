namespace Serverless.Pipeline.Datasets;

/// <summary>A derivation that is being done.</summary>
/// <param name="Id">Id of its orchestration, which owns the reserved version and the folder <c>work/{id}/</c>.</param>
/// <param name="Request">What is made of what.</param>
/// <param name="StartedAt">When it began: the time of the version.</param>
public sealed record DerivationJob(string Id, DerivationRequest Request, DateTimeOffset StartedAt);
