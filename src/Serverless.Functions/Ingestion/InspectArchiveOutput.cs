namespace Serverless.Functions.Ingestion;

/// <summary>Output of <see cref="InspectArchive"/>.</summary>
/// <param name="Version">The reserved version.</param>
/// <param name="Groups">How many groups of images there are to normalise.</param>
public sealed record InspectArchiveOutput(int Version, int Groups);
