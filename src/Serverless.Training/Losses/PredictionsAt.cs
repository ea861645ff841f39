using static TorchSharp.torch;

namespace Serverless.Training.Losses;

/// <summary>What the network says of some anchors.</summary>
/// <param name="images">[n] index of the image in the batch.</param>
/// <param name="anchors">[n] index of the anchor.</param>
/// <param name="labels">[n] the class whose score is asked for.</param>
/// <returns>[n] scores, 0 to 1; [n, 4] left, top, right, bottom in input pixels.</returns>
internal delegate (Tensor Scores, Tensor Boxes) PredictionsAt(Tensor images, Tensor anchors, Tensor labels);
