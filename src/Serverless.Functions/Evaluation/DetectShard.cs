using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Evaluation;

namespace Serverless.Functions.Evaluation;

/// <summary>Activity: runs the model over one shard and records what it finds. Returns the number of images.</summary>
public sealed class DetectShard(ModelEvaluation evaluation)
{
    [Function(nameof(DetectShard))]
    public Task<int> RunAsync([ActivityTrigger] DetectShardInput input, CancellationToken cancellationToken) =>
        evaluation.DetectAsync(input.Request, input.Shard, cancellationToken);
}
