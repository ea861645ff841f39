using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace Serverless.Benchmarks.Video;

/// <summary>ONNX Runtime alone, on a prepared input.</summary>
internal sealed class BareNetwork : IDisposable
{
    private const int Side = 640;

    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly OrtValue _input;
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly int _batch;

    /// <param name="model">Path of the model.</param>
    /// <param name="threads">Threads of a run.</param>
    /// <param name="batch">Images of a run, where the model leaves it open.</param>
    public BareNetwork(string model, int threads, int batch)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        _session = new InferenceSession(model, options);
        var (name, description) = _session.InputMetadata.First();
        _batch = description.Dimensions[0] > 0 ? description.Dimensions[0] : batch;
        var pixels = new float[_batch * 3 * Side * Side];
        new Random(1).NextSingles(pixels);
        _input = OrtValue.CreateTensorValueFromMemory(pixels, [_batch, 3, Side, Side]);
        (_inputs, _outputs) = ([name], [.. _session.OutputMetadata.Keys.Take(1)]);
        Run(1);
    }

    /// <summary>Runs the network on so many images.</summary>
    /// <returns>Seconds of the clock and of the processor for one image.</returns>
    public (double Elapsed, double Processor) Run(int images)
    {
        var (begin, processor) = (Stopwatch.GetTimestamp(), TreeProcessorTime.Seconds());
        var done = 0;
        for (; done < images; done += _batch)
        {
            _session.Run(_options, _inputs, [_input], _outputs).Dispose();
        }

        return (Stopwatch.GetElapsedTime(begin).TotalSeconds / done, (TreeProcessorTime.Seconds() - processor) / done);
    }

    public void Dispose()
    {
        _input.Dispose();
        _options.Dispose();
        _session.Dispose();
    }
}
