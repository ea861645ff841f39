namespace Serverless.Datasets.Quality;

/// <summary>The checks that need all images of a version.</summary>
internal static class DatasetChecks
{
    /// <summary>Reports what is wrong with the images as a whole.</summary>
    /// <returns>Pairs of images in different splits that show nearly the same, each with the one that it was found with.</returns>
    public static IReadOnlyList<(DatasetImage First, DatasetImage Copy)> Report(
        IReadOnlyList<DatasetImage> images, IReadOnlyList<string> classes, bool isUnlabeled, QualityOptions options, FindingList findings)
    {
        var leaks = DuplicateFinder.Report(images, options.NearDuplicateDistance, findings);
        if (!isUnlabeled)
        {
            LabelChecks.Report(images, classes, findings);
            BalanceChecks.Report(images, classes, findings);
        }

        return leaks;
    }
}
