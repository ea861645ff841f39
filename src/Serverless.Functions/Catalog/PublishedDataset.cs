using System.Globalization;
using Serverless.Datasets;
using Serverless.Datasets.Reports;
using Serverless.Datasets.Versions;

namespace Serverless.Functions.Catalog;

/// <summary>Output of an orchestration that published a data set version.</summary>
/// <param name="Name">Name of the data set.</param>
/// <param name="Version">The new version.</param>
/// <param name="Images">Images in all splits.</param>
/// <param name="Boxes">Their boxes.</param>
/// <param name="Findings">What the checks found; the report lists it.</param>
/// <param name="Report">Address of the report, a page for a browser, relative to the app's.</param>
/// <param name="Changes">What differs from the version before; <c>null</c> for a first version.</param>
public sealed record PublishedDataset(string Name, int Version, int Images, int Boxes, int Findings, string Report, DiffSummary? Changes)
{
    internal static PublishedDataset Of(DatasetManifest manifest, DatasetReport report) => new(
        manifest.Name,
        manifest.Version,
        manifest.Images.Count,
        manifest.Images.Sum(image => image.Boxes.Count),
        report.Findings.Count,
        string.Create(CultureInfo.InvariantCulture, $"/api/datasets/{Uri.EscapeDataString(manifest.Name)}/v{manifest.Version}/report.html"),
        report.Changes?.Summary);
}
