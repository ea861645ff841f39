using System.Text.Json.Serialization;

namespace Serverless.Pipeline.Datasets;

/// <summary>What has to be done for a derivation.</summary>
/// <param name="Version">The reserved version.</param>
/// <param name="Base">The version before under the same name; <c>null</c> for a first one.</param>
/// <param name="Packages">Shards to fill with images of others.</param>
/// <param name="Inspections">Batches of images to look at, for the profile and the report.</param>
public sealed record DerivationOutline(int Version, int? Base, int Packages, int Inspections)
{
    /// <summary>The packages, then the inspections.</summary>
    [JsonIgnore]
    public int Steps => Packages + Inspections;
}
