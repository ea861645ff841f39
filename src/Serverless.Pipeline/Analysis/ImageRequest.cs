namespace Serverless.Pipeline.Analysis;

/// <summary>An image, or a zip of images, that is to be analysed.</summary>
/// <param name="Upload">The upload in the container <c>inbox</c>.</param>
/// <param name="Model">A model or model version; <c>null</c> for the default model.</param>
/// <param name="Confidence">Lowest confidence of a detection as it was given, 0.01 to 1; <c>null</c> for 0.25.</param>
public sealed record ImageRequest(VideoUpload Upload, string? Model, string? Confidence)
{
    /// <summary>Id of the analysis: the same for the same content, model and confidence.</summary>
    public string InstanceId() => ResourceName.InstanceId(
        "images", Model ?? "images", Upload.ContentHash ?? $"{Upload.BlobName}\n{Upload.ETag}", Confidence ?? string.Empty);
}
