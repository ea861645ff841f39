using Serverless.Pipeline;
using Serverless.Pipeline.Training;

namespace Serverless.Functions.Training;

/// <summary>Body of <c>POST /api/models/{name}/train</c>. What is left out takes its default; a run from a model version takes that version's architecture, image size and batches.</summary>
/// <param name="Dataset">Name of the data set.</param>
/// <param name="Version">Version of the data set; the newest where left out.</param>
/// <param name="From"><c>scratch</c> (default), a model (its current version), or a model version such as <c>pothole/v1</c>.</param>
public sealed record TrainModelBody(
    string? Dataset,
    int? Version,
    string? From,
    string? Architecture,
    int? Epochs,
    int? ImageSize,
    int? Batch,
    int? NominalBatch,
    double? LearningRate,
    int? CloseMosaic,
    int? Seed,
    string? Device)
{
    /// <exception cref="PipelineException">No data set is named.</exception>
    public TrainingRequest ToRequest(string model)
    {
        if (string.IsNullOrEmpty(Dataset))
        {
            throw new PipelineException("dataset is missing: name the data set to train on, such as {\"dataset\": \"potholes\"}.");
        }

        return new TrainingRequest(
            model,
            Dataset,
            Version,
            From ?? TrainingRequest.FromScratch,
            new TrainingKnobs(Architecture, Epochs, ImageSize, Batch, NominalBatch, LearningRate, CloseMosaic, Seed, Device));
    }
}
