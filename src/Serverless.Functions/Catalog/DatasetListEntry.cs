namespace Serverless.Functions.Catalog;

/// <summary>One data set in <c>GET /api/datasets</c>.</summary>
/// <param name="Name">Name of the data set.</param>
/// <param name="Versions">All its versions.</param>
/// <param name="Report">Address of the newest version's report, a page for a browser.</param>
public sealed record DatasetListEntry(string Name, IReadOnlyList<int> Versions, string Report);
