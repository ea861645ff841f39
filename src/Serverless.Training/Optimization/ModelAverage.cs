using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Training.Optimization;

/// <summary>
/// Exponential moving average of all weights and running statistics. Its decay rises from 0, so that the first, poor weights
/// are soon forgotten and short runs average over few steps.
/// </summary>
internal sealed class ModelAverage : IDisposable
{
    private const double FinalDecay = 0.9999;
    private const double Ramp = 2000;

    private readonly DetectionNetwork _source;

    public ModelAverage(DetectionNetwork source, Device device)
    {
        _source = source;
        Network = new DetectionNetwork(source.Declaration, device);
        Network.CopyFrom(source);
        Network.eval();
    }

    /// <summary>The averaged network, in evaluation mode.</summary>
    public DetectionNetwork Network { get; }

    public int Updates { get; private set; }

    /// <summary>Share of the old average that stays at the n-th update, from 1.</summary>
    public static double DecayAt(int updates) => FinalDecay * (1 - Math.Exp(-updates / Ramp));

    public void Update()
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        Updates++;
        var share = 1 - DecayAt(Updates);
        foreach (var (name, average) in Network.State)
        {
            var current = _source.State[name];
            if (average.is_floating_point())
            {
                average.lerp_(current, share);
            }
            else
            {
                average.copy_(current);
            }
        }
    }

    public void Dispose() => Network.Dispose();
}
