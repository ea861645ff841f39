using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Evaluation;

namespace Serverless.Functions.Evaluation;

/// <summary>Activity: measures what was found in all shards and writes numbers, pictures and page.</summary>
public sealed class MergeEvaluation(ModelEvaluation evaluation)
{
    [Function(nameof(MergeEvaluation))]
    public Task<EvaluationSummary> RunAsync([ActivityTrigger] EvaluationRequest request, CancellationToken cancellationToken) =>
        evaluation.MergeAsync(request, cancellationToken);
}
