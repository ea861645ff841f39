namespace Serverless.Datasets.Ingestion;

/// <summary>What has to be done to take a dataset in.</summary>
public sealed record IngestionPlan
{
    /// <summary>Class names by class id; empty where the dataset names none and the labels decide.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    public required IReadOnlyList<ImageGroup> Groups { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    public required IngestionOptions Options { get; init; }

    /// <summary>Whether the dataset has no labels at all and is taken in to be labelled.</summary>
    public bool IsUnlabeled => Groups.Count > 0 && Groups.All(group => group.Format == DatasetFormat.Unlabeled);

    public int ImageCount => Groups.Sum(group => group.Images.Count);
}
