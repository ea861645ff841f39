using System.Globalization;

namespace Serverless.Datasets.Quality;

/// <summary>Looks for classes that are too rare to be learnt or measured.</summary>
internal static class BalanceChecks
{
    /// <summary>Images below which a set is a trial, of which nothing is told.</summary>
    public const int SmallestSet = 20;

    /// <summary>Boxes to train with below which a class is scarce.</summary>
    public const int ScarceBoxes = 10;

    /// <summary>Boxes of the commonest by those of the rarest class, in training, above which a set is unbalanced.</summary>
    public const double UnbalancedRatio = 20;

    /// <summary>Share of training images without a box above which there are too many.</summary>
    public const double BackgroundShare = 0.5;

    private const int NamedClasses = 8;

    public static void Report(IReadOnlyList<DatasetImage> images, IReadOnlyList<string> classes, FindingList findings)
    {
        if (images.Count < SmallestSet)
        {
            return;
        }

        var train = Count(images, DatasetSplit.Train, classes.Count);
        var validation = Count(images, DatasetSplit.Validation, classes.Count);
        var learned = Enumerable.Range(0, classes.Count).Where(id => train[id] > 0).OrderBy(id => train[id]).ToList();
        ReportScarce(learned.FindAll(id => train[id] < ScarceBoxes), train, classes, findings);
        ReportUnvalidated(learned.FindAll(id => validation[id] == 0), train, classes, findings);
        if (learned.Count > 1 && train[learned[^1]] > UnbalancedRatio * train[learned[0]])
        {
            findings.Warn(
                string.Empty,
                FindingKind.ClassBalance,
                string.Create(CultureInfo.InvariantCulture, $"{classes[learned[^1]]} has {train[learned[^1]]} boxes to train with, {classes[learned[0]]} {train[learned[0]]}: more than {UnbalancedRatio} to 1. Nothing was changed; add images of the rare classes."));
        }

        ReportBackgrounds(images, findings);
    }

    private static int[] Count(IReadOnlyList<DatasetImage> images, DatasetSplit split, int classCount)
    {
        var counts = new int[classCount];
        foreach (var box in images.Where(image => image.Split == split).SelectMany(image => image.Boxes))
        {
            counts[box.ClassId]++;
        }

        return counts;
    }

    private static void ReportScarce(List<int> scarce, int[] train, IReadOnlyList<string> classes, FindingList findings)
    {
        if (scarce.Count > 0)
        {
            findings.Warn(
                string.Empty,
                FindingKind.ClassBalance,
                $"{Classes(scarce.Count)} fewer than {ScarceBoxes} boxes to train with: {Names(scarce, train, classes)}. Nothing was changed; expect little of them until there are some hundred.");
        }
    }

    private static void ReportUnvalidated(List<int> missing, int[] train, IReadOnlyList<string> classes, FindingList findings)
    {
        if (missing.Count > 0)
        {
            findings.Warn(
                string.Empty,
                FindingKind.ClassBalance,
                $"{Classes(missing.Count)} boxes to train with but none to validate with: {Names(missing, train, classes)}. Nothing was changed; no score will tell how well they are found.");
        }
    }

    private static void ReportBackgrounds(IReadOnlyList<DatasetImage> images, FindingList findings)
    {
        var train = images.Where(image => image.Split == DatasetSplit.Train).ToList();
        var backgrounds = train.Count(image => image.Boxes.Count == 0);
        if (backgrounds > train.Count * BackgroundShare)
        {
            findings.Warn(
                string.Empty,
                FindingKind.ClassBalance,
                $"{backgrounds} of {train.Count} training images have no box. Nothing was changed; check that no labels are missing, for a detector learns from those to see nothing.");
        }
    }

    private static string Classes(int count) => count == 1 ? "1 class has" : $"{count} classes have";

    private static string Names(List<int> ids, int[] boxes, IReadOnlyList<string> classes) =>
        string.Join(", ", ids.Take(NamedClasses).Select(id => $"{classes[id]} ({boxes[id]})")) + (ids.Count > NamedClasses ? $" and {ids.Count - NamedClasses} more" : string.Empty);
}
