using System.Text.Json.Serialization;

namespace Serverless.Datasets;

/// <summary>What came of a finding.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<FindingSeverity>))]
public enum FindingSeverity
{
    /// <summary>Worth knowing; nothing was lost.</summary>
    Info,

    /// <summary>Something was changed, or will make scores less trustworthy.</summary>
    Warning,

    /// <summary>An image or a label was dropped.</summary>
    Error,
}
