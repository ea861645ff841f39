namespace Serverless.Detection.Onnx;

/// <summary>What running a model takes.</summary>
/// <param name="Model">What callers see of it.</param>
/// <param name="InputNames">The one input.</param>
/// <param name="OutputNames">The one output that holds the detections; others are not asked for.</param>
/// <param name="HalfPrecision">Whether the input is 16 bits a value.</param>
internal sealed record ModelContract(
    ModelDescription Model, string[] InputNames, string[] OutputNames, bool HalfPrecision);
