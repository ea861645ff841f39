using Serverless.Pipeline.Models;

namespace Serverless.Pipeline.Training;

/// <summary>A training with everything decided, as the job finds it: <c>runs/{id}/request.json</c>.</summary>
/// <param name="Id">Id of the run, which is also the orchestration's.</param>
/// <param name="Model">Name of the model that gets a new version.</param>
/// <param name="Dataset">Name of the data set.</param>
/// <param name="DatasetVersion">Version of the data set.</param>
/// <param name="Parent">Where the first weights come from; <c>null</c> for random ones.</param>
/// <param name="Settings">How to train.</param>
public sealed record TrainingRun(string Id, string Model, string Dataset, int DatasetVersion, ModelReference? Parent, TrainingSettings Settings);
