using static TorchSharp.torch;

namespace Serverless.Training.Weights;

/// <summary>The tensors of a file, read one by one when they are asked for.</summary>
internal interface ITensorSource
{
    IReadOnlyCollection<string> Names { get; }

    IReadOnlyList<long> ShapeOf(string name);

    /// <summary>A fresh tensor on the CPU, of the type that the file has.</summary>
    /// <exception cref="TrainingException">The file does not hold what it announced.</exception>
    Tensor Read(string name);
}
