using Azure;
using Serverless.LocalHost.Durable.History;

namespace Serverless.LocalHost.Durable.Storage;

/// <summary>The history of an instance as it is stored.</summary>
/// <param name="Head">What is in force.</param>
/// <param name="Version">Changes with every commit.</param>
/// <param name="Events">The committed entries of the generation in force.</param>
/// <param name="HasLeftovers">Whether entries of former generations are still there.</param>
internal sealed record InstanceLog(LogHead Head, ETag Version, IReadOnlyList<HistoryEvent> Events, bool HasLeftovers);
