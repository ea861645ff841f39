using static TorchSharp.torch;

namespace Serverless.Training.Losses;

/// <param name="Total">Scalar to differentiate: the sum of the parts times the number of images.</param>
/// <param name="Parts">[3] box, class and distribution loss, gains included, without gradient.</param>
internal readonly record struct LossValues(Tensor Total, Tensor Parts);
