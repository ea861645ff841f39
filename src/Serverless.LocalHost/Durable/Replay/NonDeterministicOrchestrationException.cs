namespace Serverless.LocalHost.Durable.Replay;

/// <summary>Orchestrator code did something else than its history says it did.</summary>
internal sealed class NonDeterministicOrchestrationException(string message) : Exception(message);
