namespace Serverless.Functions.Orchestration;

/// <summary>Custom status of an orchestration.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">How many parts of it are done.</param>
/// <param name="Total">How many there are; 0 where that is not known yet.</param>
public sealed record StageStatus(string Stage, int Done = 0, int Total = 0);
