using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Evaluation;

namespace Serverless.Functions.Evaluation;

/// <summary>Activity: removes what a failed evaluation has recorded.</summary>
public sealed class DiscardEvaluation(ModelEvaluation evaluation)
{
    [Function(nameof(DiscardEvaluation))]
    public Task RunAsync([ActivityTrigger] EvaluationRequest request, CancellationToken cancellationToken) =>
        evaluation.DiscardAsync(request, cancellationToken);
}
