using Serverless.Datasets;

namespace Serverless.Functions.Evaluation;

/// <summary>Body of <c>POST /api/models/{name}/versions/{version}/evaluate</c>.</summary>
/// <param name="Dataset">Name of the data set.</param>
/// <param name="Version">Version of the data set; the newest where left out.</param>
/// <param name="Split"><c>train</c>, <c>validation</c> (default) or <c>test</c>.</param>
/// <param name="ImageSize">Side of the network input, a multiple of 32 from 64 to 4096; the model's own where left out.</param>
public sealed record EvaluateModelBody(string? Dataset, int? Version, DatasetSplit? Split, int? ImageSize);
