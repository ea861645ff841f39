namespace Serverless.Detection;

/// <summary>One object found in an image.</summary>
/// <param name="Box">Where, in pixels of the source image, clamped to it.</param>
/// <param name="ClassId">Index into the class names of the model, from 0.</param>
/// <param name="Confidence">0 to 1.</param>
public readonly record struct DetectedObject(Box Box, int ClassId, float Confidence);
