using Serverless.Datasets;
using Serverless.Training.Loading;

namespace Serverless.Training;

/// <summary>The images of a training.</summary>
/// <param name="Location">Where the dataset lies; null where that is not known.</param>
internal sealed record TrainingData(
    IReadOnlyList<string> Classes, IReadOnlyList<SourceImage> Training, IReadOnlyList<SourceImage> Validation, string? Location = null)
{
    /// <exception cref="TrainingException">A split that training needs has no images.</exception>
    public static TrainingData Of(DatasetReader dataset) => dataset.IsUnlabeled
        ? throw new TrainingException($"The dataset {dataset.Name} has no labels: it was taken in to be labelled. Label its images, upload them with their labels, and train on that.")
        : new TrainingData(
            dataset.Classes,
            SourceImage.Of(dataset, DatasetSplit.Train),
            SourceImage.Of(dataset, DatasetSplit.Validation),
            dataset.Location).Checked();

    internal TrainingData Checked()
    {
        if (Training.Count == 0 || Validation.Count == 0)
        {
            var missing = Training.Count == 0 ? "training" : "validation";
            throw new TrainingException($"The dataset has no {missing} images; give it a split for them.");
        }

        if (Training.All(image => image.Boxes.Count == 0))
        {
            throw new TrainingException("No training image has a labelled object; there is nothing to learn from.");
        }

        return this;
    }
}
