using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Activity: joins the detections of all chunks and counts them.</summary>
public sealed class MergeDetections(VideoAnalysis analysis)
{
    [Function(nameof(MergeDetections))]
    public Task<MergedDetections> RunAsync([ActivityTrigger] string id, CancellationToken cancellationToken) =>
        analysis.MergeAsync(id, cancellationToken);
}
