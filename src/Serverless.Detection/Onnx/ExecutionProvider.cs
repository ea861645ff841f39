namespace Serverless.Detection.Onnx;

/// <summary>What runs the network. One that is asked for but absent is an error, never a silent change.</summary>
public enum ExecutionProvider
{
    Cpu,

    /// <summary>An NVIDIA GPU; needs a build with <c>Accelerator=cuda</c>.</summary>
    Cuda,

    /// <summary>
    /// An NVIDIA GPU through TensorRT, which compiles the network at its first run; what TensorRT lacks runs with CUDA.
    /// Needs a build with <c>Accelerator=cuda</c> and TensorRT on the machine.
    /// </summary>
    TensorRt,

    /// <summary>Intel's OpenVINO on its default device; needs an ONNX Runtime that was built with it.</summary>
    OpenVino,
}
