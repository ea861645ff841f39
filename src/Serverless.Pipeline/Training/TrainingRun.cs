using Serverless.Pipeline.Models;

namespace Serverless.Pipeline.Training;

/// <summary>A training with everything decided, as the job finds it: <c>runs/{id}/request.json</c>.</summary>
/// <param name="Id">Id of the run, which is also the orchestration's.</param>
/// <param name="Model">Name of the model that gets a new version.</param>
/// <param name="Dataset">Name of the data set.</param>
/// <param name="DatasetVersion">Version of the data set.</param>
/// <param name="Parent">Where the first weights come from; <c>null</c> for random ones.</param>
/// <param name="Settings">How to train.</param>
public sealed record TrainingRun(string Id, string Model, string Dataset, int DatasetVersion, ModelReference? Parent, TrainingSettings Settings)
{
    /// <summary>Class names of the data set by id; null in requests of before this was noted.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>SHA-256 of the data set version's <c>manifest.json</c> in lower-case hexadecimal; null in requests of before this was noted.</summary>
    public string? DatasetSha256 { get; init; }
}
