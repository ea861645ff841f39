namespace Serverless.Functions.Catalog;

/// <summary>Answer of <c>GET /api/datasets/{name}</c>.</summary>
/// <param name="Name">Name of the data set.</param>
/// <param name="Versions">Its versions, the oldest first.</param>
public sealed record DatasetAnswer(string Name, IReadOnlyList<DatasetVersionAnswer> Versions);
