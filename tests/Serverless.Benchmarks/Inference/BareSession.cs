using Microsoft.ML.OnnxRuntime;

namespace Serverless.Benchmarks.Inference;

/// <summary>ONNX Runtime alone, set up as the detector sets it up, with input and output in memory that is kept.</summary>
internal sealed class BareSession : IDisposable
{
    public const int Side = 640;
    public const int Classes = 80;
    public const int Candidates = 8400;

    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly OrtValue[] _inputs;
    private readonly OrtValue[] _outputs;

    public BareSession(string path)
    {
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        _session = new InferenceSession(path, options);
        _inputNames = [_session.InputMetadata.Keys.Single()];
        _outputNames = [_session.OutputMetadata.Keys.First()];
        _inputs = [OrtValue.CreateTensorValueFromMemory(Input, [1, 3, Side, Side])];
        _outputs = [OrtValue.CreateTensorValueFromMemory(Output, [1, 4 + Classes, Candidates])];
    }

    public float[] Input { get; } = new float[3 * Side * Side];

    public float[] Output { get; } = new float[(4 + Classes) * Candidates];

    public void Run() => _session.Run(_options, _inputNames, _inputs, _outputNames, _outputs);

    public void Dispose()
    {
        _inputs[0].Dispose();
        _outputs[0].Dispose();
        _options.Dispose();
        _session.Dispose();
    }
}
