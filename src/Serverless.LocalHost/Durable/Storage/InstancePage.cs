using Serverless.LocalHost.Durable.Instances;

namespace Serverless.LocalHost.Durable.Storage;

/// <summary>A part of a query's answer; without a token the last one.</summary>
internal sealed record InstancePage(IReadOnlyList<InstanceState> States, string? ContinuationToken);
