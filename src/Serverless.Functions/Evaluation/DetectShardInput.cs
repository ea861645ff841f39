using Serverless.Pipeline.Evaluation;

namespace Serverless.Functions.Evaluation;

/// <summary>Input of <see cref="DetectShard"/>.</summary>
public sealed record DetectShardInput(EvaluationRequest Request, int Shard);
