using Serverless.Detection.Onnx;

namespace Serverless.Training.Weights.Onnx;

/// <summary>A convolution of a graph.</summary>
/// <param name="Bias">Null where it has none.</param>
internal sealed record OnnxConvolution(string WeightName, TensorProto Weight, TensorProto? Bias);
