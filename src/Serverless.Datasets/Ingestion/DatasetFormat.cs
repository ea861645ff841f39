using System.Text.Json.Serialization;

namespace Serverless.Datasets.Ingestion;

/// <summary>How the labels of a dataset are written.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<DatasetFormat>))]
public enum DatasetFormat
{
    /// <summary>A text file for each image, a line for each box.</summary>
    Yolo,
}
