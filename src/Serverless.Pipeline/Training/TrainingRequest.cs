namespace Serverless.Pipeline.Training;

/// <summary>A training as it was asked for.</summary>
/// <param name="Model">Name of the model that gets a new version.</param>
/// <param name="Dataset">Name of the data set.</param>
/// <param name="DatasetVersion">From 1; <c>null</c> for the newest.</param>
/// <param name="From"><c>scratch</c> for random weights, or a model version such as <c>pothole/v1</c>.</param>
/// <param name="Knobs">How to train.</param>
public sealed record TrainingRequest(string Model, string Dataset, int? DatasetVersion, string From, TrainingKnobs Knobs)
{
    public const string FromScratch = "scratch";
}
