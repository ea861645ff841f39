using Serverless.Pipeline.Training;

namespace Serverless.Pipeline.Models;

/// <summary>What a model version is and where it comes from: <c>models/{name}/v{n}/card.json</c>.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Version">From 1.</param>
/// <param name="RunId">The training run that made it.</param>
/// <param name="Dataset">Name of the data set that it was trained on.</param>
/// <param name="DatasetVersion">Version of that data set.</param>
/// <param name="Parent">The version whose weights the training started from; <c>null</c> for random ones.</param>
/// <param name="Classes">Class names by id.</param>
/// <param name="Settings">How it was trained.</param>
/// <param name="Result">What came out.</param>
/// <param name="CreatedAt">When it was registered.</param>
public sealed record ModelCard(
    string Name,
    int Version,
    string RunId,
    string Dataset,
    int DatasetVersion,
    ModelReference? Parent,
    IReadOnlyList<string> Classes,
    TrainingSettings Settings,
    TrainingOutcome Result,
    DateTimeOffset CreatedAt)
{
    /// <summary>SHA-256 of the data set version's <c>manifest.json</c>, which holds those of all images, in lower-case hexadecimal; null on cards of before this was noted.</summary>
    public string? DatasetSha256 { get; init; }

    /// <summary>With what the version was trained; null on cards of before this was noted.</summary>
    public TrainingProvenance? Provenance { get; init; }
}
