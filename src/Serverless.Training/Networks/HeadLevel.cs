namespace Serverless.Training.Networks;

/// <summary>One resolution of the head.</summary>
/// <param name="Boxes">Index of the layer with the logits of the box bins: left, top, right, bottom, 16 each.</param>
/// <param name="Classes">Index of the layer with the class logits.</param>
/// <param name="Stride">Pixels per cell.</param>
internal readonly record struct HeadLevel(int Boxes, int Classes, int Stride);
