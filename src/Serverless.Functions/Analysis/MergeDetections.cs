using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Activity: joins the detections of all chunks, counts them and plans what is drawn.</summary>
public sealed class MergeDetections(VideoAnalysis analysis)
{
    [Function(nameof(MergeDetections))]
    public Task<PlannedRendering> RunAsync([ActivityTrigger] string id, CancellationToken cancellationToken) =>
        analysis.MergeAsync(id, cancellationToken);
}
