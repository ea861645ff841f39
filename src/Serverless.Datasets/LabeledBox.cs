namespace Serverless.Datasets;

/// <summary>One labelled object as YOLO writes it: all lengths are shares of the image's width or height, 0 to 1.</summary>
/// <param name="ClassId">Index into the class names, from 0.</param>
/// <param name="CenterX">Centre, share of the width.</param>
/// <param name="CenterY">Centre, share of the height.</param>
/// <param name="Width">Share of the width, above 0.</param>
/// <param name="Height">Share of the height, above 0.</param>
public readonly record struct LabeledBox(int ClassId, float CenterX, float CenterY, float Width, float Height);
