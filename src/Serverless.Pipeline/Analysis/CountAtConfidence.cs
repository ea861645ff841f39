namespace Serverless.Pipeline.Analysis;

/// <summary>How many detections a confidence threshold leaves.</summary>
public readonly record struct CountAtConfidence(double Confidence, int Detections, int Frames);
