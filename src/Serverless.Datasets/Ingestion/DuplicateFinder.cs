using Serverless.Datasets.Layouts;

namespace Serverless.Datasets.Ingestion;

/// <summary>Finds images of the same bytes.</summary>
internal static class DuplicateFinder
{
    public static void Report(IReadOnlyList<DatasetImage> images, FindingList findings)
    {
        foreach (var copies in images.GroupBy(image => image.Sha256, StringComparer.Ordinal).Where(copies => copies.Count() > 1))
        {
            var first = copies.First();
            foreach (var copy in copies.Skip(1))
            {
                Report(first, copy, findings);
            }
        }
    }

    private static void Report(DatasetImage first, DatasetImage copy, FindingList findings)
    {
        if (first.Split == copy.Split)
        {
            findings.Warn(copy.Source, FindingKind.DuplicateImage, $"The same image as {first.Source}.");
            return;
        }

        findings.Warn(
            copy.Source,
            FindingKind.Leak,
            $"The same image is in {SplitNames.Short(copy.Split)} and, as {first.Source}, in {SplitNames.Short(first.Split)}: scores will look better than they are. Remove one.");
    }
}
