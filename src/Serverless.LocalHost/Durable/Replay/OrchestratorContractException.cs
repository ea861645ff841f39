namespace Serverless.LocalHost.Durable.Replay;

/// <summary>Orchestrator code awaited or did what orchestrator code may not.</summary>
internal sealed class OrchestratorContractException(string message) : Exception(message);
