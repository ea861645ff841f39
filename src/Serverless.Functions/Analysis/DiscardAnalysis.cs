using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Activity: removes what a failed analysis has written.</summary>
public sealed class DiscardAnalysis(VideoAnalysis analysis)
{
    [Function(nameof(DiscardAnalysis))]
    public Task RunAsync([ActivityTrigger] string id, CancellationToken cancellationToken) =>
        analysis.DiscardAsync(id, cancellationToken);
}
