using Serverless.Pipeline.Models;

namespace Serverless.Functions.Catalog;

/// <summary>Answer of <c>GET /api/models/{name}</c>.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Current">Its current version; <c>null</c> where none was promoted.</param>
/// <param name="Versions">The cards of its versions.</param>
/// <param name="Lineage">Which version was trained from which.</param>
public sealed record ModelAnswer(string Name, int? Current, IReadOnlyList<ModelCard> Versions, IReadOnlyList<VersionNode> Lineage);
