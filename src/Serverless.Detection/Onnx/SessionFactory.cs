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

    /// <param name="model">The bytes of a file.</param>
    /// <param name="options">How it is run.</param>
    /// <exception cref="OnnxRuntimeException">It cannot be loaded.</exception>
    public static InferenceSession Open(byte[] model, OnnxDetectorOptions options)
    {
        using var session = Configure(options);
        return new InferenceSession(model, session);
    }

    private static SessionOptions Configure(OnnxDetectorOptions options)
    {
        var session = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = options.Threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        var spinning = options.AllowSpinning ? "1" : "0";
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", spinning);
        session.AddSessionConfigEntry("session.inter_op.allow_spinning", spinning);
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

        var requirement = ProviderRequirement.Of(options.Provider);
        var available = OrtEnv.Instance().GetAvailableProviders();
        if (!available.Contains(requirement.RuntimeName))
        {
            throw new ModelException(
                $"{requirement.Name} was asked for, but this build of ONNX Runtime has only "
                + $"{string.Join(", ", available)}. {requirement.Build}, or ask for the CPU.");
        }

        try
        {
            Append(session, options);
        }
        catch (Exception e) when (e is OnnxRuntimeException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw new ModelException(
                FormattableString.Invariant($"{requirement.Name}, device {options.Device}, cannot be used. Check ")
                + $"{requirement.Machine}, or ask for the CPU. ONNX Runtime says: {e.Message}", e);
        }
    }

    private static void Append(SessionOptions session, OnnxDetectorOptions options)
    {
        switch (options.Provider)
        {
            case ExecutionProvider.OpenVino:
                session.AppendExecutionProvider_OpenVINO();
                break;
            case ExecutionProvider.TensorRt:
                session.AppendExecutionProvider_Tensorrt(options.Device);
                session.AppendExecutionProvider_CUDA(options.Device);
                break;
            default:
                session.AppendExecutionProvider_CUDA(options.Device);
                break;
        }
    }
}
