namespace Serverless.Functions.Analysis;

/// <summary>A drawing of an analysis at another confidence.</summary>
/// <param name="Confidence">Lowest confidence of a drawn detection.</param>
/// <param name="Trails">Whether the ways of the objects are drawn.</param>
/// <param name="Detections">Detections over all frames.</param>
/// <param name="FramesWithDetections">Frames with at least one of them.</param>
/// <param name="Files">Its files.</param>
public sealed record RenderAnswer(double Confidence, bool Trails, int Detections, int FramesWithDetections, ResultFiles Files);
