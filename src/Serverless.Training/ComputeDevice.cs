using static TorchSharp.torch;

namespace Serverless.Training;

/// <summary>Where tensors live.</summary>
internal static class ComputeDevice
{
    public static Device Cpu
    {
        get
        {
            NativeSettings.Apply();
            return CPU;
        }
    }

    /// <param name="name"><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</param>
    /// <param name="threads">For computing on the CPU; 0 for one a processor.</param>
    /// <exception cref="TrainingException">The device is not there.</exception>
    public static Device Open(string name, int threads)
    {
        NativeSettings.Apply();
        set_num_threads(threads > 0 ? threads : Environment.ProcessorCount);
        if (name == "cpu")
        {
            return CPU;
        }

        if (cuda.is_available())
        {
            return CUDA;
        }

        return name == "auto"
            ? CPU
            : throw new TrainingException("There is no CUDA device here, or this build has no CUDA libraries. Use the device auto or cpu.");
    }
}
