namespace Serverless.Functions.Training;

/// <summary>How many trainings run at a time.</summary>
/// <param name="Slots">At least 1.</param>
public sealed record TrainingSlotOptions(int Slots);
