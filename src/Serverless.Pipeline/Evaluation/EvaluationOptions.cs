using Serverless.Detection.Onnx;

namespace Serverless.Pipeline.Evaluation;

/// <summary>How evaluations are carried out.</summary>
/// <param name="Detector">How the model is loaded; its input size comes from the request, and is filled whatever the image.</param>
/// <param name="TemporaryFolder">Folder of the shards being worked on.</param>
public sealed record EvaluationOptions(OnnxDetectorOptions Detector, string TemporaryFolder);
