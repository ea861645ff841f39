using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Activity: indexes the video, decides on the model and plans the chunks. Returns how many there are.</summary>
public sealed class IndexVideo(VideoAnalysis analysis)
{
    [Function(nameof(IndexVideo))]
    public async Task<int> RunAsync([ActivityTrigger] IndexVideoInput input, CancellationToken cancellationToken) =>
        (await analysis.PlanAsync(input.Id, input.Request, cancellationToken)).Chunks.Count;
}
