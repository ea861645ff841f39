namespace Serverless.Functions.Catalog;

/// <summary>One model in <c>GET /api/models</c>.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Current">Its current version; <c>null</c> where none was promoted.</param>
/// <param name="Versions">All its versions.</param>
public sealed record ModelListEntry(string Name, int? Current, IReadOnlyList<int> Versions);
