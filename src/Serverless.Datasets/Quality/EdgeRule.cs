using System.Text.Json.Serialization;

namespace Serverless.Datasets.Quality;

/// <summary>What is done with a box that reaches beyond the edge of its image.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<EdgeRule>))]
public enum EdgeRule
{
    /// <summary>It is cut at the edge, with a finding.</summary>
    Clip,

    /// <summary>It is left out, with a finding.</summary>
    Drop,

    /// <summary>It stays as it is, with a finding, where its centre lies in the image and it is no larger than that; else it is cut.</summary>
    Keep,
}
