namespace Serverless.Training.Optimization;

/// <summary>What holds for one training step.</summary>
/// <param name="LearningRate">Of weights and scales.</param>
/// <param name="BiasLearningRate">Differs only while warming up.</param>
/// <param name="Momentum">Of SGD, or beta 1 of AdamW.</param>
/// <param name="Accumulation">Batches whose gradients are added up before the weights move.</param>
internal readonly record struct StepSettings(double LearningRate, double BiasLearningRate, double Momentum, int Accumulation);
