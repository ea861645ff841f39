using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>All layouts that are understood.</summary>
internal static class DatasetLayouts
{
    private static readonly IDatasetLayout[] All = [new YoloLayout()];

    /// <exception cref="DatasetException">No layout fits, or the one that does cannot be used.</exception>
    public static (DatasetFormat Format, LayoutPlan Plan) Plan(LayoutInput input, CancellationToken cancellationToken)
    {
        foreach (var layout in All)
        {
            if (layout.Plan(input, cancellationToken) is { } plan)
            {
                return (layout.Format, plan);
            }
        }

        throw new DatasetException(UnknownLayout.Explain(input.Files));
    }

    public static IDatasetLayout Of(DatasetFormat format) => All.Single(layout => layout.Format == format);
}
