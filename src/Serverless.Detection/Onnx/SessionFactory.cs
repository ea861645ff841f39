using Microsoft.ML.OnnxRuntime;

namespace Serverless.Detection.Onnx;

internal static class SessionFactory
{
    /// <exception cref="ModelException">The file cannot be read, or the provider is not to be had.</exception>
    public static InferenceSession Open(string path, OnnxDetectorOptions options)
    {
        if (!File.Exists(path))
        {
            throw new ModelException($"There is no model file '{path}'.");
        }

        using var session = Configure(options);
        try
        {
            return new InferenceSession(path, session);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException(
                $"{Path.GetFileName(path)} cannot be loaded: it is damaged, incomplete or not an ONNX model. "
                + $"ONNX Runtime says: {e.Message}", e);
        }
    }

    private static SessionOptions Configure(OnnxDetectorOptions options)
    {
        var session = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = options.Threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        // Threads that spin while they wait take the cores from everything else on the machine.
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        session.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        try
        {
            AppendProvider(session, options);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static void AppendProvider(SessionOptions session, OnnxDetectorOptions options)
    {
        if (options.Provider == ExecutionProvider.Cpu)
        {
            return;
        }

        var available = OrtEnv.Instance().GetAvailableProviders();
        if (!available.Contains("CUDAExecutionProvider"))
        {
            throw new ModelException(
                "The GPU (CUDA) was asked for, but this build of ONNX Runtime has only "
                + $"{string.Join(", ", available)}. Build with -p:Accelerator=cuda, or ask for the CPU.");
        }

        try
        {
            session.AppendExecutionProvider_CUDA(options.Device);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException(
                FormattableString.Invariant($"The GPU (CUDA) number {options.Device} cannot be used. Check the NVIDIA driver, CUDA and ")
                + $"cuDNN, or ask for the CPU. ONNX Runtime says: {e.Message}", e);
        }
    }
}
