namespace Serverless.LocalHost.Durable.Storage;

/// <summary>Says which entries of an instance's history count; written in one transaction with the last of them.</summary>
/// <param name="Generation">The history that is in force.</param>
/// <param name="ExecutionId">The execution that the history belongs to.</param>
/// <param name="Count">The number of entries; what lies behind them was never committed.</param>
/// <param name="Delivered">The number of entries whose outgoing ones have all been delivered.</param>
/// <param name="CustomStatus">The custom status at that point.</param>
internal sealed record LogHead(int Generation, string ExecutionId, int Count, int Delivered, string? CustomStatus);
