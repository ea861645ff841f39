namespace Serverless.Detection.Evaluation;

/// <summary>One object that a person has marked in an image.</summary>
/// <param name="Box">Where, in pixels of the image.</param>
/// <param name="ClassId">From 0.</param>
public readonly record struct GroundTruthObject(Box Box, int ClassId);
