using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Activity: joins the chunks and publishes the results.</summary>
public sealed class PublishAnalysis(VideoAnalysis analysis)
{
    [Function(nameof(PublishAnalysis))]
    public Task RunAsync([ActivityTrigger] PublishAnalysisInput input, CancellationToken cancellationToken) =>
        analysis.PublishAsync(input.Id, input.Summary, cancellationToken);
}
