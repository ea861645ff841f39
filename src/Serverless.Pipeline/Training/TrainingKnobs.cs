namespace Serverless.Pipeline.Training;

/// <summary>What a request says about how to train; <c>null</c> where it says nothing.</summary>
public sealed record TrainingKnobs(
    string? Architecture = null,
    int? Epochs = null,
    int? ImageSize = null,
    int? Batch = null,
    int? NominalBatch = null,
    double? LearningRate = null,
    int? CloseMosaic = null,
    int? Seed = null,
    string? Device = null)
{
    /// <summary>Fills what was left unsaid, from the parent's settings where a model is trained further.</summary>
    /// <exception cref="PipelineException">A value is out of its range, or another architecture than the parent's is asked for.</exception>
    public TrainingSettings Resolve(TrainingSettings? parent)
    {
        if (parent is not null && Architecture is not null && Architecture != parent.Architecture)
        {
            throw new PipelineException(
                $"Weights of {parent.Architecture} cannot start a {Architecture}: leave architecture out, or train it from \"{TrainingRequest.FromScratch}\".");
        }

        var defaults = new TrainingSettings();
        return new TrainingSettings
        {
            Architecture = Architecture ?? parent?.Architecture ?? defaults.Architecture,
            Epochs = Epochs ?? defaults.Epochs,
            ImageSize = ImageSize ?? parent?.ImageSize ?? defaults.ImageSize,
            Batch = Batch ?? parent?.Batch ?? defaults.Batch,
            NominalBatch = NominalBatch ?? parent?.NominalBatch ?? defaults.NominalBatch,
            LearningRate = LearningRate,
            CloseMosaic = CloseMosaic,
            Seed = Seed ?? defaults.Seed,
            Device = Device ?? defaults.Device,
        }.Validate();
    }
}
