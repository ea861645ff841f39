using Serverless.Datasets;
using Serverless.Datasets.Reports;
using Serverless.Datasets.Versions;

namespace Serverless.Functions.Catalog;

/// <summary>One version in <c>GET /api/datasets/{name}</c>.</summary>
/// <param name="Version">From 1.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Source">What it was made of.</param>
/// <param name="Classes">Class names; the index is the class id.</param>
/// <param name="Splits">What its splits hold.</param>
/// <param name="Findings">What the checks found, counted.</param>
/// <param name="Changes">What differs from the version before; <c>null</c> for a first version.</param>
/// <param name="Report">Address of the report, a page for a browser.</param>
/// <param name="ReportData">Address of the report as JSON.</param>
/// <param name="Manifest">Address of the manifest.</param>
public sealed record DatasetVersionAnswer(
    int Version,
    DateTimeOffset CreatedAt,
    DatasetSource Source,
    IReadOnlyList<string> Classes,
    IReadOnlyList<SplitSummary> Splits,
    IReadOnlyList<FindingTotal> Findings,
    DiffSummary? Changes,
    string Report,
    string ReportData,
    string Manifest);
