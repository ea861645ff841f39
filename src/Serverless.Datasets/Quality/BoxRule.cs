using System.Text.Json.Serialization;

namespace Serverless.Datasets.Quality;

/// <summary>What is done with a suspicious box.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<BoxRule>))]
public enum BoxRule
{
    /// <summary>It stays, with a finding.</summary>
    Keep,

    /// <summary>It is left out, with a finding.</summary>
    Drop,
}
