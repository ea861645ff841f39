using Serverless.Pipeline.Models;

namespace Serverless.Functions.Catalog;

/// <summary>Answer of <c>GET /api/models/{name}/versions/{version}</c>.</summary>
/// <param name="Card">What the version is and where it comes from.</param>
/// <param name="IsCurrent">Whether it is the current one.</param>
/// <param name="Files">Addresses of its files in the app.</param>
public sealed record ModelVersionAnswer(ModelCard Card, bool IsCurrent, IReadOnlyList<string> Files)
{
    /// <summary>Address of a file of a version, relative to the app's.</summary>
    internal static string AddressOf(ModelCard card, string file) =>
        FormattableString.Invariant($"/api/models/{Uri.EscapeDataString(card.Name)}/versions/{card.Version}/files/{Uri.EscapeDataString(file)}");
}
