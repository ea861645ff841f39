namespace Serverless.Pipeline.Training;

/// <summary>How an export ended: <c>runs/{id}/exported.json</c>, the last thing that the job writes.</summary>
/// <param name="Difference">Present where it succeeded: how far the file's answers lie from the trained network's at most, as the exporter says.</param>
/// <param name="Error">Present where it failed: what is wrong and what to do.</param>
public sealed record ExportResult(double? Difference, string? Error);
