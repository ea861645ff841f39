using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Activity: joins the chunks and publishes the results.</summary>
public sealed class PublishAnalysis(VideoRendering rendering)
{
    [Function(nameof(PublishAnalysis))]
    public Task RunAsync([ActivityTrigger] PublishAnalysisInput input, CancellationToken cancellationToken) =>
        rendering.PublishAsync(input.Folder, input.Summary, input.Timings, cancellationToken);
}
