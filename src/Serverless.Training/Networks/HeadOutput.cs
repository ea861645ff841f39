using static TorchSharp.torch;

namespace Serverless.Training.Networks;

/// <summary>What the network says of every anchor, all levels one after the other, finest first, row by row.</summary>
/// <param name="Boxes">[batch, anchors, 64] logits of the distances to left, top, right, bottom.</param>
/// <param name="Classes">[batch, anchors, classes] logits.</param>
internal readonly record struct HeadOutput(Tensor Boxes, Tensor Classes);
