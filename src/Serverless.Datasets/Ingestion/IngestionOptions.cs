using Serverless.Datasets.Quality;

namespace Serverless.Datasets.Ingestion;

/// <summary>How a dataset is taken in.</summary>
public sealed record IngestionOptions
{
    public const double DefaultValidationShare = 0.2;
    public const int DefaultImagesPerGroup = 64;

    /// <summary>
    /// Class names by class id; null takes them from the dataset, or infers <c>class0</c>, <c>class1</c>… Where labels name
    /// their classes (VOC, COCO, CSV), these choose and order them: boxes of a class that is not among them are dropped.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>How the labels are written; null finds out. To be given where a dataset brings them in several ways.</summary>
    public DatasetFormat? Format { get; init; }

    /// <summary>Decides which images validate where the dataset does not say.</summary>
    public int Seed { get; init; }

    /// <summary>Share of the images that validate where the dataset does not say; above 0, below 1.</summary>
    public double ValidationShare { get; init; } = DefaultValidationShare;

    /// <summary>Images that are normalised together and stored in one shard, at most.</summary>
    public int ImagesPerGroup { get; init; } = DefaultImagesPerGroup;

    /// <summary>What is taken for suspicious, and what is done about it.</summary>
    public QualityOptions Quality { get; init; } = new();

    /// <summary>What a dataset may claim of the machine.</summary>
    public IngestionLimits Limits { get; init; } = new();

    /// <exception cref="DatasetException">A value is out of its range.</exception>
    public void Validate()
    {
        Require(ValidationShare is > 0 and < 1, FormattableString.Invariant($"The validation share is {ValidationShare}; it must be above 0 and below 1."));
        Require(ImagesPerGroup is >= 1 and <= 10_000, $"Images per group is {ImagesPerGroup}; it must be 1 to 10000.");
        Require(Format is null || Enum.IsDefined(Format.Value), $"There is no label format {Format}; it must be one of {string.Join(", ", Enum.GetNames<DatasetFormat>())}.");
        Require(ClassNames is null or { Count: > 0 }, "The list of class names is empty; leave it out to take the names from the dataset.");
        Require(ClassNames?.Any(string.IsNullOrWhiteSpace) is not true, "A class name is empty; name every class.");
        Quality.Validate();
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new DatasetException(message);
        }
    }
}
