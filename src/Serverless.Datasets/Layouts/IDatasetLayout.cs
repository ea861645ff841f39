using Serverless.Datasets.Entries;
using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>One way in which datasets are laid out in folders and files.</summary>
internal interface IDatasetLayout
{
    DatasetFormat Format { get; }

    /// <summary>Says which file labels which image.</summary>
    /// <returns>Null where the files are not laid out this way.</returns>
    /// <exception cref="DatasetException">They are, but cannot be used.</exception>
    LayoutPlan? Plan(LayoutInput input, CancellationToken cancellationToken);

    /// <summary>Reads the boxes of one image.</summary>
    /// <exception cref="UnusableLabelException">The labels are lost, and with them the image.</exception>
    IReadOnlyList<LabeledBox> ReadBoxes(IDatasetFiles files, ImageEntry entry, LabelContext context);
}
