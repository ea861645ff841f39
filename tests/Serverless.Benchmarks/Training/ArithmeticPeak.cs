using System.Diagnostics;
using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Benchmarks.Training;

/// <summary>How far the convolutions of a training step, without all else, are from what the processor can multiply.</summary>
internal static class ArithmeticPeak
{
    private const int Repetitions = 3;

    /// <summary>Billions of float32 operations a second in a large matrix product, which nothing but arithmetic bounds.</summary>
    public static double MatrixGflops()
    {
        const int side = 2048;
        using var scope = NewDisposeScope();
        var (left, right) = (rand(side, side), rand(side, side));
        left.matmul(right);
        var best = Enumerable.Range(0, 5).Min(_ => Seconds(() => left.matmul(right).Dispose()));
        return 2.0 * side * side * side / best / 1e9;
    }

    /// <summary>The same for every convolution of a network, forward and backward, one by one.</summary>
    public static (double Gflops, double Seconds) Convolutions(string architecture, int size, int batch)
    {
        var operations = 0.0;
        var seconds = 0.0;
        foreach (var layer in NetworkDeclaration.Create(architecture, 80).Convolutions)
        {
            using var scope = NewDisposeScope();
            var input = rand(batch, size / layer.Stride * layer.Step, size / layer.Stride * layer.Step, layer.InputChannels)
                .permute(0, 3, 1, 2).requires_grad_(layer.InputChannels > 3);
            using var unit = nn.Conv2d(
                layer.InputChannels, layer.Channels, layer.Kernel, layer.Step, layer.Kernel / 2, groups: layer.Groups, bias: !layer.Normalized);
            using var output = unit.call(input);
            var gradient = rand(batch, output.shape[2], output.shape[3], layer.Channels).permute(0, 3, 1, 2);
            var passes = layer.InputChannels > 3 ? 3 : 2;
            operations += passes * 2.0 * output.numel() * layer.InputChannels / layer.Groups * layer.Kernel * layer.Kernel;
            seconds += Enumerable.Range(0, Repetitions).Min(_ => Seconds(() => unit.call(input).backward([gradient])));
        }

        return (operations / seconds / 1e9, seconds);
    }

    private static double Seconds(Action action)
    {
        using var scope = NewDisposeScope();
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
