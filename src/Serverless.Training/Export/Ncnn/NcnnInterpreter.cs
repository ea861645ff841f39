using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace Serverless.Training.Export.Ncnn;

/// <summary>
/// Computes the graph of an NCNN model from its two files alone, as ncnn's documents say what its layers do; of these, those that YOLO models
/// are made of. A tensor has no batch: [channels, height, width], [height, width] or [width].
/// </summary>
internal sealed class NcnnInterpreter : IDisposable
{
    private readonly List<(NcnnLine Line, Tensor[] Weights)> _layers = [];

    /// <exception cref="InvalidDataException">The files are no model, or do not belong together.</exception>
    public NcnnInterpreter(byte[] parameters, byte[] weights)
    {
        var lines = Encoding.ASCII.GetString(parameters).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length < 2 || lines[0] != NcnnGraph.Magic.ToString(CultureInfo.InvariantCulture))
        {
            throw new InvalidDataException("It does not start as an NCNN model does.");
        }

        var reader = new NcnnWeightReader(weights);
        foreach (var line in lines.Skip(2).Select(NcnnLine.Parse))
        {
            _layers.Add((line, ReadWeights(line, reader)));
        }

        ThrowIfInconsistent(lines[1], reader);
    }

    /// <returns>The output of every image, one after the other.</returns>
    public float[] Run(ParityImages images)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var batch = tensor(images.Pixels, images.Shape);
        return [.. Enumerable.Range(0, images.Batch).SelectMany(i => Run(batch[i]).contiguous().data<float>().ToArray())];
    }

    public void Dispose()
    {
        foreach (var weight in _layers.SelectMany(layer => layer.Weights))
        {
            weight.Dispose();
        }
    }

    private Tensor Run(Tensor image)
    {
        var blobs = new Dictionary<string, Tensor>();
        foreach (var (line, weights) in _layers)
        {
            // A blob has one reader: ncnn refuses a second.
            var inputs = line.Inputs.Select(name => blobs.Remove(name, out var blob) ? blob : throw new InvalidDataException($"No blob {name} is left to read.")).ToArray();
            foreach (var (name, output) in line.Outputs.Zip(line.Type == "Input" ? [image] : NcnnOperators.Compute(line, inputs, weights)))
            {
                blobs.Add(name, output);
            }
        }

        return blobs[NcnnModel.OutputName];
    }

    private static Tensor[] ReadWeights(NcnnLine line, NcnnWeightReader reader)
    {
        switch (line.Type)
        {
            case "Convolution" or "ConvolutionDepthWise":
                var (channels, kernel) = (line.Integer(0), line.Integer(1));
                var weights = tensor(reader.Tagged(line.Integer(6))).reshape(channels, -1, line.Integer(11, kernel), kernel);
                return line.Integer(5) == 1 ? [weights.DetachFromDisposeScope(), tensor(reader.Raw(channels)).DetachFromDisposeScope()] : [weights.DetachFromDisposeScope()];
            case "MemoryData":
                var (width, height) = (line.Integer(0), line.Integer(1));
                return [tensor(reader.Raw(width * height), [height, width]).DetachFromDisposeScope()];
            default:
                return [];
        }
    }

    private void ThrowIfInconsistent(string counts, NcnnWeightReader reader)
    {
        var expected = FormattableString.Invariant($"{_layers.Count} {_layers.Sum(layer => layer.Line.Outputs.Count)}");
        if (counts != expected)
        {
            throw new InvalidDataException($"It says '{counts}' of layers and blobs, but has '{expected}'.");
        }

        if (!reader.IsAtEnd)
        {
            throw new InvalidDataException("There are more weights than layers take.");
        }
    }
}
