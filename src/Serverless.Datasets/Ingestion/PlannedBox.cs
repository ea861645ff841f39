using System.Text.Json.Serialization;

namespace Serverless.Datasets.Ingestion;

/// <summary>A box as an annotation file gives it, unchecked. As JSON an array of its six numbers, for there may be millions.</summary>
/// <param name="ClassId">Index into the class names.</param>
/// <param name="Left">Pixels, or share of the width; finite.</param>
/// <param name="Top">Pixels, or share of the height; finite.</param>
/// <param name="Right">Pixels, or share of the width; finite.</param>
/// <param name="Bottom">Pixels, or share of the height; finite.</param>
/// <param name="Number">Tells the box from others of its file: the line of a table, from 1, or the id of an annotation.</param>
[JsonConverter(typeof(PlannedBoxConverter))]
public readonly record struct PlannedBox(int ClassId, double Left, double Top, double Right, double Bottom, long Number);
