using Serverless.Datasets.Ingestion;

namespace Serverless.Pipeline.Datasets;

/// <summary>The part of a plan that one activity does.</summary>
/// <param name="Classes">As in the plan.</param>
/// <param name="Options">As in the plan.</param>
/// <param name="Groups">Groups that lie together in the archive.</param>
internal sealed record IngestionBatch(IReadOnlyList<string> Classes, IngestionOptions Options, IReadOnlyList<ImageGroup> Groups);
