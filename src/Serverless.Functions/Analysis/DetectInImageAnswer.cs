using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Answer of <c>POST /api/detect</c>.</summary>
/// <param name="Model">The model version that looked, such as <c>pothole/v2</c>.</param>
/// <param name="Confidence">Lowest confidence of an object.</param>
/// <param name="Width">Of the image, in pixels.</param>
/// <param name="Height">Of the image, in pixels.</param>
/// <param name="Objects">What was found.</param>
public sealed record DetectInImageAnswer(string Model, double Confidence, int Width, int Height, IReadOnlyList<FoundObject> Objects);
