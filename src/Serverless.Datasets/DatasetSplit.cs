using System.Text.Json.Serialization;

namespace Serverless.Datasets;

/// <summary>What an image is used for.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<DatasetSplit>))]
public enum DatasetSplit
{
    Train,
    Validation,
    Test,
}
