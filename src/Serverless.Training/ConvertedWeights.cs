namespace Serverless.Training;

/// <summary>What a converted file turned out to be.</summary>
/// <param name="Architecture">One of <see cref="TrainingOptions.Architectures"/>, told by the shapes of the tensors.</param>
/// <param name="Names">Of the classes, in order.</param>
/// <param name="ImageSize">Side of the input that it was trained with, in pixels; 640 where the file does not say.</param>
/// <param name="RestoredLayers">Layers whose batch normalisation was restored.</param>
public sealed record ConvertedWeights(string Architecture, IReadOnlyList<string> Names, int ImageSize, int RestoredLayers);
