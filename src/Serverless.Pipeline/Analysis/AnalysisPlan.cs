using Serverless.Pipeline.Models;

namespace Serverless.Pipeline.Analysis;

/// <summary>An analysis with everything decided but its frames: <c>results/{id}/chunks/plan.json</c>.</summary>
/// <param name="Upload">Which upload is worked on.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="ModelVersion">Version of the model.</param>
/// <param name="Confidence">Lowest confidence of a drawn detection.</param>
/// <param name="EveryNthFrame">The detector looks at frames whose number is a multiple of this.</param>
/// <param name="ChunkCount">Number of parts that the detector works on side by side; 0 of a video that is only drawn again.</param>
public sealed record AnalysisPlan(VideoUpload Upload, string Model, int ModelVersion, double Confidence, int EveryNthFrame, int ChunkCount)
{
    /// <summary>File of the version that holds the network; plans of before this was noted mean <c>model.onnx</c>.</summary>
    public string Network { get; init; } = ModelRegistry.NetworkFile;

    /// <summary>Whether the ways of objects are drawn.</summary>
    public bool Trails { get; init; }
}
