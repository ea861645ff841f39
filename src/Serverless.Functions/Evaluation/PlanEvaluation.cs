using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Evaluation;

namespace Serverless.Functions.Evaluation;

/// <summary>Activity: finds the shards that hold images of the split.</summary>
public sealed class PlanEvaluation(ModelEvaluation evaluation)
{
    [Function(nameof(PlanEvaluation))]
    public Task<EvaluationPlan> RunAsync([ActivityTrigger] EvaluationRequest request, CancellationToken cancellationToken) =>
        evaluation.ListShardsAsync(request, cancellationToken);
}
