namespace Serverless.Pipeline.Datasets;

/// <summary>What has to be done for an ingestion.</summary>
/// <param name="Version">The reserved version.</param>
/// <param name="Base">The version before, whose images are shared; <c>null</c> for a first one.</param>
/// <param name="Batches">Batches of images to normalise.</param>
/// <param name="Images">Images in all of them.</param>
public sealed record IngestionOutline(int Version, int? Base, int Batches, int Images);
