using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Derivation;

/// <summary>Input of <see cref="PackShard"/>.</summary>
public sealed record PackShardInput(DerivationJob Job, DerivationOutline Outline, int Package);
