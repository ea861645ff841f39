using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Derivation;

/// <summary>Input of <see cref="PackPart"/>.</summary>
/// <param name="Job">The derivation.</param>
/// <param name="Outline">What it has to do.</param>
/// <param name="First">First package of the part.</param>
/// <param name="Count">Packages of the part.</param>
public sealed record PackPartInput(DerivationJob Job, DerivationOutline Outline, int First, int Count);
