using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>One finished analysis in <c>GET /api/analyses</c>.</summary>
/// <param name="Id">Id of the analysis.</param>
/// <param name="Video">Path of the video in the container <c>inbox</c>.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="ModelVersion">Version of the model.</param>
/// <param name="Confidence">Lowest confidence of a drawn detection.</param>
/// <param name="Frames">Frames of the video.</param>
/// <param name="Detections">Detections over all frames.</param>
/// <param name="FramesWithDetections">Frames with at least one of them.</param>
public sealed record AnalysisListEntry(
    string Id, string Video, string Model, int ModelVersion, double Confidence, int Frames, int Detections, int FramesWithDetections)
{
    internal static AnalysisListEntry Of(AnalysisSummary summary) => new(
        summary.Id,
        summary.Video,
        summary.Model,
        summary.ModelVersion,
        summary.Confidence,
        summary.Frames,
        summary.Detections,
        summary.FramesWithDetections);
}
