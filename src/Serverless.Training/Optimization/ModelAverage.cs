using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Training.Optimization;

/// <summary>
/// Exponential moving average of all weights and running statistics. Its decay rises from 0, so that the first, poor weights
/// are soon forgotten and short runs average over few steps.
/// </summary>
internal sealed class ModelAverage : IDisposable
{
    private readonly DetectionNetwork _source;
    private readonly double _decay;
    private readonly double _ramp;

    /// <param name="decay">Share of the old average that stays at an update once the ramp is over.</param>
    /// <param name="ramp">Updates after which that share has come to 63 %.</param>
    public ModelAverage(DetectionNetwork source, Device device, double decay, double ramp)
    {
        (_source, _decay, _ramp) = (source, decay, ramp);
        Network = new DetectionNetwork(source.Declaration, device) { ChannelsLast = source.ChannelsLast };
        Network.CopyFrom(source);
        Network.eval();
    }

    /// <summary>The averaged network, in evaluation mode.</summary>
    public DetectionNetwork Network { get; }

    public int Updates { get; set; }

    /// <summary>Share of the old average that stays at the n-th update, from 1.</summary>
    public double DecayAt(int updates) => _decay * (1 - Math.Exp(-updates / _ramp));

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
