using System.Text.Json.Serialization;

namespace Serverless.Datasets.Ingestion;

/// <summary>How the labels of a dataset are written.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<DatasetFormat>))]
public enum DatasetFormat
{
    /// <summary>A text file for each image, a line for each box.</summary>
    Yolo,

    /// <summary>Pascal VOC: an XML file for each image, edges of the boxes in pixels.</summary>
    Voc,

    /// <summary>COCO: JSON files for many images each, boxes or polygons in pixels.</summary>
    Coco,

    /// <summary>Tables with a header, a row for each box, edges or corner and size, in pixels or shares of the image.</summary>
    Csv,

    /// <summary>Images alone, to be labelled later.</summary>
    Unlabeled,
}
