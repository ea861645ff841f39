namespace Serverless.Pipeline.Evaluation;

/// <summary>What an evaluation consists of.</summary>
/// <param name="Shards">Numbers of the shards that hold images of the split, ascending.</param>
public sealed record EvaluationPlan(IReadOnlyList<int> Shards);
