using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Activity: indexes the video, decides on the model and plans the chunks.</summary>
public sealed class IndexVideo(VideoAnalysis analysis)
{
    [Function(nameof(IndexVideo))]
    public Task<PlannedWork> RunAsync([ActivityTrigger] IndexVideoInput input, CancellationToken cancellationToken) =>
        analysis.PlanAsync(input.Id, input.Request, cancellationToken);
}
