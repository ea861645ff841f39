using Serverless.Detection.Decoding;

namespace Serverless.Detection.Onnx;

/// <summary>The output that holds the detections.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="Format">Its layout.</param>
/// <param name="Classes">Number of classes; 0 where the layout does not tell.</param>
internal sealed record SelectedOutput(string Name, OutputFormat Format, int Classes);
