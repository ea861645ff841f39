namespace Serverless.Pipeline.Evaluation;

/// <summary>An image in which a model made many mistakes.</summary>
/// <param name="Name">Of the image in the data set version.</param>
/// <param name="Source">Path of the uploaded file.</param>
/// <param name="Missed">Marked objects that were not found.</param>
/// <param name="False">Predictions where nothing was marked.</param>
/// <param name="File">The picture beside <c>metrics.json</c>: what was marked on the left, what was predicted on the right.</param>
public sealed record WorstImage(string Name, string Source, int Missed, int False, string File);
