namespace Serverless.Detection.Onnx;

/// <summary>What runs the network.</summary>
public enum ExecutionProvider
{
    Cpu,

    /// <summary>An NVIDIA GPU; needs a build with <c>Accelerator=cuda</c>.</summary>
    Cuda,
}
