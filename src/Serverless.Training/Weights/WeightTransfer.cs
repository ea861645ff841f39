namespace Serverless.Training.Weights;

/// <param name="Taken">Tensors of the network that the file had.</param>
/// <param name="Missing">Those that it lacked, or had with another shape.</param>
/// <param name="Fused">Layers taken whose normalisation the file had folded into the convolution; see <see cref="BatchNormalizationRestorer"/>.</param>
internal sealed record WeightTransfer(IReadOnlyList<string> Taken, IReadOnlyList<string> Missing, IReadOnlyList<string> Fused);
