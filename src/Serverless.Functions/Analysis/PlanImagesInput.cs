using Serverless.Pipeline.Analysis;

namespace Serverless.Functions.Analysis;

/// <summary>Input of <see cref="PlanImages"/>.</summary>
public sealed record PlanImagesInput(string Id, ImageRequest Request);
