using Serverless.Pipeline.Datasets;

namespace Serverless.Functions.Derivation;

/// <summary>Input of <see cref="PackShard"/> and <see cref="InspectStoredImages"/>.</summary>
/// <param name="Job">The derivation.</param>
/// <param name="Outline">What it has to do.</param>
/// <param name="Number">Of the package, or of the batch of images, from 0.</param>
public sealed record DerivationStepInput(DerivationJob Job, DerivationOutline Outline, int Number);
