namespace Serverless.Functions.Training;

/// <summary>A run that trains or waits to.</summary>
/// <param name="RunId">Id of the run.</param>
/// <param name="SeenAt">When it asked last.</param>
public sealed record TrainingTicket(string RunId, DateTimeOffset SeenAt);
