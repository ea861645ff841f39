namespace Serverless.Functions.Ingestion;

/// <summary>Output of <see cref="IngestDataset"/>.</summary>
/// <param name="Name">Name of the data set.</param>
/// <param name="Version">The new version.</param>
/// <param name="Images">Images in all splits.</param>
/// <param name="Boxes">Their boxes.</param>
/// <param name="Findings">What the checks found; the report lists it.</param>
public sealed record IngestDatasetOutput(string Name, int Version, int Images, int Boxes, int Findings);
