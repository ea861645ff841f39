using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Activity: plans to draw a finished analysis at another confidence.</summary>
public sealed class PlanRendering(VideoRendering rendering)
{
    [Function(nameof(PlanRendering))]
    public Task<PlannedRendering> RunAsync([ActivityTrigger] RenderRequest input, CancellationToken cancellationToken) =>
        rendering.PlanAsync(input.Id, input.Confidence, input.Trails, cancellationToken);
}
