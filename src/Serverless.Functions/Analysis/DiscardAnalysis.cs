using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Activity: removes what a failed analysis or rendering has written.</summary>
public sealed class DiscardAnalysis(VideoAnalysis analysis)
{
    [Function(nameof(DiscardAnalysis))]
    public Task RunAsync([ActivityTrigger] string folder, CancellationToken cancellationToken) =>
        analysis.DiscardAsync(folder, cancellationToken);
}
