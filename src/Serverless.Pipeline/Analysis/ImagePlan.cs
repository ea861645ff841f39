using Serverless.Pipeline.Models;

namespace Serverless.Pipeline.Analysis;

/// <summary>An analysis of images with everything decided.</summary>
/// <param name="Upload">The upload in the container <c>inbox</c>.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="ModelVersion">Version of the model.</param>
/// <param name="Confidence">Lowest confidence of a detection.</param>
/// <param name="Images">Names of the images: paths within the zip, or the name of the single image.</param>
/// <param name="IsZip">Whether the upload is a zip.</param>
/// <param name="GroupSize">Images that one activity works on.</param>
public sealed record ImagePlan(
    VideoUpload Upload, string Model, int ModelVersion, double Confidence, IReadOnlyList<string> Images, bool IsZip, int GroupSize)
{
    /// <summary>File of the version that holds the network; plans of before this was noted mean <c>model.onnx</c>.</summary>
    public string Network { get; init; } = ModelRegistry.NetworkFile;

    public int GroupCount => (Images.Count + GroupSize - 1) / GroupSize;
}
