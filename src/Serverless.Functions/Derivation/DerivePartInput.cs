using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Derivation;

/// <summary>Input of <see cref="DerivePart"/>.</summary>
/// <param name="Job">The derivation.</param>
/// <param name="Outline">What it has to do.</param>
/// <param name="First">First step of the part.</param>
/// <param name="Count">Steps of the part.</param>
public sealed record DerivePartInput(DerivationJob Job, DerivationOutline Outline, int First, int Count);
