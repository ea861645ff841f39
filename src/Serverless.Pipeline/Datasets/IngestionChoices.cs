using System.Text;
using Serverless.Datasets;
using Serverless.Datasets.Ingestion;
using Serverless.Datasets.Quality;

namespace Serverless.Pipeline.Datasets;

/// <summary>How whoever uploads a data set wants it taken in: the field <c>options</c> of a request, or the metadata <c>options</c> of a blob.</summary>
public sealed record IngestionChoices
{
    /// <summary><c>yolo</c>, <c>voc</c>, <c>coco</c>, <c>csv</c> or <c>unlabeled</c>; found out where left out.</summary>
    public DatasetFormat? Format { get; init; }

    /// <summary>Decides which images validate where the data set does not say. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Share of the images that validate where the data set does not say; above 0, below 1. Default 0.2.</summary>
    public double ValidationShare { get; init; } = IngestionOptions.DefaultValidationShare;

    /// <summary>What is taken for suspicious, and what is done about it.</summary>
    public QualityOptions? Quality { get; init; }

    /// <summary>Reads what somebody wrote as JSON.</summary>
    /// <param name="json">Such as <c>{"format": "voc", "quality": {"minBoxPixels": 4, "smallBoxes": "drop"}}</c>.</param>
    /// <param name="subject">What it is, to begin messages with.</param>
    /// <exception cref="PipelineException">It cannot be read, or a value is out of its range.</exception>
    public static IngestionChoices Parse(string json, string subject)
    {
        var choices = StrictJson.Read<IngestionChoices>(Encoding.UTF8.GetBytes(json), subject);
        choices.Validate();
        return choices;
    }

    /// <exception cref="PipelineException">A value is out of its range.</exception>
    public void Validate()
    {
        try
        {
            ToOptions(classNames: null).Validate();
        }
        catch (DatasetException exception)
        {
            throw new PipelineException(exception.Message, exception);
        }
    }

    /// <param name="classNames">Class names by id; null to take them from the archive.</param>
    public IngestionOptions ToOptions(IReadOnlyList<string>? classNames) => new()
    {
        ClassNames = classNames,
        Format = Format,
        Seed = Seed,
        ValidationShare = ValidationShare,
        Quality = Quality ?? new QualityOptions(),
    };
}
