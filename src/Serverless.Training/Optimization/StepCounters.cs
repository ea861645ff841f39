namespace Serverless.Training.Optimization;

/// <summary>Where a <see cref="TrainingSession"/> stands, besides its tensors.</summary>
/// <param name="Steps">Batches seen.</param>
/// <param name="Accumulated">Batches whose gradients wait to move the weights.</param>
/// <param name="Updates">Steps of the optimizer.</param>
/// <param name="AverageUpdates">Updates of the averaged model.</param>
/// <param name="LearningRate">At the last update, as the next one.</param>
/// <param name="LossScale">Of float16; 1 otherwise.</param>
/// <param name="GoodSteps">Updates since the loss scale changed.</param>
internal sealed record StepCounters(
    int Steps,
    int Accumulated,
    int Updates,
    int AverageUpdates,
    double LearningRate,
    double BiasLearningRate,
    double LossScale,
    int GoodSteps);
