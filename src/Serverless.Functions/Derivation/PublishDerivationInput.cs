using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Derivation;

/// <summary>Input of <see cref="PublishDerivation"/>.</summary>
public sealed record PublishDerivationInput(DerivationJob Job, DerivationOutline Outline);
