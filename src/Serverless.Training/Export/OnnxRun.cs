using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Serverless.Training.Export;

/// <summary>An exported model in ONNX Runtime.</summary>
internal sealed class OnnxRun : IDisposable
{
    private readonly InferenceSession _session;

    /// <exception cref="TrainingException">ONNX Runtime refuses the model.</exception>
    public OnnxRun(byte[] model)
    {
        using var options = new SessionOptions { IntraOpNumThreads = Math.Max(1, get_num_threads()), LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _session = Translated(() => new InferenceSession(model, options));
    }

    /// <returns>The values of each output asked for.</returns>
    /// <exception cref="TrainingException">The model fails on the images.</exception>
    public float[][] Run(ParityImages images, params string[] outputs) => Translated(() =>
    {
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(images.Pixels, images.Shape);
        using var results = _session.Run(run, [OnnxModel.InputName], [input], outputs);
        return results.Select(result => result.GetTensorDataAsSpan<float>().ToArray()).ToArray();
    });

    public void Dispose() => _session.Dispose();

    private static T Translated<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (OnnxRuntimeException exception)
        {
            throw new TrainingException($"The exported model does not run: {exception.Message} It was not written.", exception);
        }
    }
}
