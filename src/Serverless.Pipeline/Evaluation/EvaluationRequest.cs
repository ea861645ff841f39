using System.Globalization;
using Serverless.Datasets;

namespace Serverless.Pipeline.Evaluation;

/// <summary>A model version that is to be measured on a split of a data set version.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Version of the model.</param>
/// <param name="Dataset">Name of the data set.</param>
/// <param name="DatasetVersion">Version of the data set.</param>
/// <param name="Split">Whose images.</param>
/// <param name="ImageSize">Side of the square network input in pixels; <c>null</c> for the model's own.</param>
public sealed record EvaluationRequest(string Model, int Version, string Dataset, int DatasetVersion, DatasetSplit Split, int? ImageSize)
{
    /// <summary>Follows from the request: asked again, the same evaluation is found.</summary>
    public string Id => ResourceName.InstanceId(
        "evaluate",
        string.Create(CultureInfo.InvariantCulture, $"{Model}-v{Version}"),
        Model,
        Dataset,
        string.Create(CultureInfo.InvariantCulture, $"v{DatasetVersion} {Split} {ImageSize}"));
}
