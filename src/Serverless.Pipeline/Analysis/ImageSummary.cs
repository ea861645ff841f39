namespace Serverless.Pipeline.Analysis;

/// <summary>What an analysis of images came to: <c>results/{id}/summary.json</c>, written last.</summary>
/// <param name="Id">Id of the analysis.</param>
/// <param name="Source">Path of the upload in the container <c>inbox</c>.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="ModelVersion">Version of the model.</param>
/// <param name="Confidence">Lowest confidence of a detection.</param>
/// <param name="Images">Images that could be read.</param>
/// <param name="Unreadable">Images that could not; detections.jsonl says which and why.</param>
/// <param name="Detections">Detections in all images.</param>
public sealed record ImageSummary(
    string Id, string Source, string Model, int ModelVersion, double Confidence, int Images, int Unreadable, int Detections);
