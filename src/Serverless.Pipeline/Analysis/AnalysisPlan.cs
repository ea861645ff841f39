using Serverless.Video;

namespace Serverless.Pipeline.Analysis;

/// <summary>An analysis with everything decided: <c>results/{id}/chunks/plan.json</c>.</summary>
/// <param name="BlobName">Path of the video in the container <c>inbox</c>.</param>
/// <param name="ETag">Which upload of that path is meant.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="ModelVersion">Version of the model.</param>
/// <param name="Confidence">Lowest confidence of a drawn detection.</param>
/// <param name="Index">The frames of the video.</param>
/// <param name="Chunks">The parts that are worked on side by side.</param>
public sealed record AnalysisPlan(
    string BlobName, string ETag, string Model, int ModelVersion, double Confidence, VideoIndex Index, IReadOnlyList<VideoChunk> Chunks);
