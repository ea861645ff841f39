namespace Serverless.Detection.Onnx;

/// <summary>What an execution provider takes.</summary>
/// <param name="Name">What it is called in messages.</param>
/// <param name="RuntimeName">What ONNX Runtime calls it.</param>
/// <param name="Build">How to get an ONNX Runtime that has it.</param>
/// <param name="Machine">What has to be on the machine.</param>
internal sealed record ProviderRequirement(string Name, string RuntimeName, string Build, string Machine)
{
    /// <exception cref="ArgumentOutOfRangeException">It is the CPU, which takes nothing, or no provider.</exception>
    public static ProviderRequirement Of(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.Cuda => new(
            "The GPU (CUDA)", "CUDAExecutionProvider", "Build with -p:Accelerator=cuda", "the NVIDIA driver, CUDA and cuDNN"),
        ExecutionProvider.TensorRt => new(
            "TensorRT", "TensorrtExecutionProvider", "Build with -p:Accelerator=cuda", "the NVIDIA driver, CUDA, cuDNN and TensorRT"),
        ExecutionProvider.OpenVino => new(
            "OpenVINO",
            "OpenVINOExecutionProvider",
            "Put an ONNX Runtime with OpenVINO (package Intel.ML.OnnxRuntime.OpenVino) in the place of Microsoft.ML.OnnxRuntime",
            "the OpenVINO runtime"),
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "Takes nothing."),
    };
}
