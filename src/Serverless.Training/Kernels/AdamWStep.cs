namespace Serverless.Training.Kernels;

/// <summary>What is the same for all numbers of a tensor in one step of AdamW.</summary>
/// <param name="Beta1">Share of the old mean that stays.</param>
/// <param name="Beta2">Share of the old mean square that stays.</param>
/// <param name="Rate">Learning rate over the correction of the mean's start at 0.</param>
/// <param name="DeviationFactor">1 over the root of the correction of the mean square's start at 0.</param>
/// <param name="Epsilon">Added to the root of the mean square.</param>
/// <param name="Kept">1 less learning rate times weight decay.</param>
internal readonly record struct AdamWStep(float Beta1, float Beta2, float Rate, float DeviationFactor, float Epsilon, float Kept);
