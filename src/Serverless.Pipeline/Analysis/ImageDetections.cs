namespace Serverless.Pipeline.Analysis;

/// <summary>What was found in one image.</summary>
/// <param name="Image">Its name: the upload's, or its path within the uploaded zip.</param>
/// <param name="Width">Width in pixels, upright.</param>
/// <param name="Height">Height in pixels, upright.</param>
/// <param name="Objects">By falling confidence.</param>
/// <param name="Annotated">Path of the annotated picture in the container <c>results</c>; null where there is none.</param>
/// <param name="Error">Why the image could not be read; null where it could.</param>
public sealed record ImageDetections(
    string Image, int Width, int Height, IReadOnlyList<FoundObject> Objects, string? Annotated = null, string? Error = null);
