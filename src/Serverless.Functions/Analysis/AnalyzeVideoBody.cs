namespace Serverless.Functions.Analysis;

/// <summary>Body of <c>POST /api/analyses</c>.</summary>
/// <param name="Video">File in <c>inbox/videos/</c>.</param>
/// <param name="Model">A model (its current version) or a model version such as <c>pothole/v2</c>; the default model where left out.</param>
/// <param name="Confidence">Lowest confidence of a drawn detection, 0.01 to 1; 0.25 where left out.</param>
/// <param name="EveryNthFrame">Let the detector look at every n-th frame only, 1 to 100; at every frame where left out.</param>
/// <param name="Trails">Draw the way that each object came along; not where left out.</param>
public sealed record AnalyzeVideoBody(string? Video, string? Model, double? Confidence, int? EveryNthFrame, bool? Trails);
