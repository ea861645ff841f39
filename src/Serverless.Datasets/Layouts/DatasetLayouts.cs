using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>All layouts that are understood.</summary>
internal static class DatasetLayouts
{
    // The likeliest first; a dataset that has its labels in several ways is read in the first.
    private static readonly IDatasetLayout[] All = [new YoloLayout(), new CocoLayout(), new VocLayout(), new CsvLayout(), new UnlabeledLayout()];

    /// <exception cref="DatasetException">No layout fits, or the one that does cannot be used.</exception>
    public static (DatasetFormat Format, LayoutPlan Plan) Plan(LayoutInput input, CancellationToken cancellationToken)
    {
        DatasetException? failure = null;
        foreach (var layout in All.Where(layout => input.Options.Format is not { } wanted || layout.Format == wanted))
        {
            // What a layout noticed before it gave up says nothing of the one that is taken.
            var attempt = input with { Findings = new FindingList() };
            try
            {
                if ((failure is null || layout.Format != DatasetFormat.Unlabeled) && layout.Plan(attempt, cancellationToken) is { } plan)
                {
                    input.Findings.AddAll(attempt.Findings);
                    ReportUnreadableNames(plan.Classes, input.Findings);
                    if (input.Options.Format is null)
                    {
                        OtherLabels.Report(layout.Format, plan, input);
                    }

                    return (layout.Format, plan);
                }
            }
            catch (DatasetException exception)
            {
                failure ??= exception;
            }
        }

        throw failure ?? new DatasetException(input.Options.Format is { } format
            ? $"{input.Files.Name} has no labels of the format {format}, which was asked for. Leave the format out to have it found."
            : UnknownLayout.Explain(input.Files));
    }

    private static void ReportUnreadableNames(IReadOnlyList<string> classes, FindingList findings)
    {
        foreach (var (id, name) in classes.Index().Where(item => item.Item.Contains('\uFFFD', StringComparison.Ordinal)))
        {
            findings.Warn(string.Empty, FindingKind.ClassNames, $"Class {id}, {name}, has characters that cannot be read. Save the file with its name in UTF-8, or name the classes at upload.");
        }
    }

    public static IDatasetLayout Of(DatasetFormat format) => All.Single(layout => layout.Format == format);
}
